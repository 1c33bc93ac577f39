package outerpark.standalone;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import outerpark.operator.Operator;
import outerpark.operator.console.Command;
import outerpark.operator.console.Refused;

/**
 * The one command's process: one of the operator's commands, or else the product itself. Whatever ends it, a signal
 * included, the services finish what they have begun and then PostgreSQL stops. What the user can do something about is
 * one line on standard error and exit code 1, or 2 for a command line that makes no sense.
 */
@QuarkusMain
public final class OuterPark {

    private static volatile boolean stopping;

    private OuterPark() {}

    public static void main(String[] arguments) {
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> holdUntil(ended)));
        int exitCode = Running.FAILED;
        try {
            exitCode = run(List.of(arguments));
        } finally {
            ended.countDown();
        }
        System.exit(exitCode);
    }

    /** Whether the process has been asked to stop. */
    static boolean isStopping() {
        return stopping;
    }

    /** @throws Refused if the process has been asked to stop, so there is no sense in starting further */
    static void goOnUnlessStopping() {
        if (stopping) {
            throw new Refused("stopped before it was done");
        }
    }

    private static int run(List<String> arguments) {
        try {
            Optional<Command> command = arguments.isEmpty() ? Optional.empty() : command(arguments.getFirst());
            if (command.isPresent()) {
                Running.keepLogFromConsole();
                return command.get().run(arguments.subList(1, arguments.size()), System.getenv(), System.out);
            }
            Settings settings = Settings.of(arguments, System.getenv());
            settings.checkAddressIsFree();
            try (DataFolder folder = DataFolder.open(settings.dataFolder())) {
                return new Running(settings, folder).toItsEnd();
            }
        } catch (Refused e) {
            return Running.complain(e.line(), e.exitCode());
        }
    }

    /** Those that work on the data themselves, and the operator's, which ask the running system. */
    private static Optional<Command> command(String name) {
        return switch (name) {
            case "backup" -> Optional.of(Backup::run);
            case "restore" -> Optional.of(Restore::run);
            default -> Operator.command(name);
        };
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
