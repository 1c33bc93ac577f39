package outerpark.standalone;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.CountDownLatch;

/**
 * The one command's process. Whatever ends it, a signal included, the services finish what they have begun and then
 * PostgreSQL stops. What the user can do something about is one line on standard error and exit code 1, or 2 for a
 * command line that makes no sense.
 */
@QuarkusMain
public final class OuterPark {

    private static volatile boolean stopping;

    private OuterPark() {}

    public static void main(String[] options) {
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> holdUntil(ended)));
        int exitCode = Running.FAILED;
        try {
            exitCode = run(options);
        } finally {
            ended.countDown();
        }
        System.exit(exitCode);
    }

    /** Whether the process has been asked to stop. */
    static boolean isStopping() {
        return stopping;
    }

    /** @throws CannotStart if the process has been asked to stop, so there is no sense in starting further */
    static void goOnUnlessStopping() {
        if (stopping) {
            throw new CannotStart("stopped before it was ready");
        }
    }

    private static int run(String[] options) {
        try {
            Settings settings = Settings.of(options, System.getenv());
            settings.checkAddressIsFree();
            try (DataFolder folder = DataFolder.open(settings.dataFolder())) {
                return new Running(settings, folder).toItsEnd();
            }
        } catch (CannotStart e) {
            return Running.complain(e.line(), e.exitCode());
        }
    }

    /** Keeps the virtual machine from ending at a signal before the main thread has brought everything to its end. */
    private static void holdUntil(CountDownLatch ended) {
        stopping = true;
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
