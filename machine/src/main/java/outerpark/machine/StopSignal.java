package outerpark.machine;

import java.util.concurrent.CountDownLatch;
import outerpark.machine.console.Refused;

/** Whether this process has been asked to stop. */
public final class StopSignal {

    private static volatile boolean raised;

    private StopSignal() {}

    /**
     * From now on a signal raises it, and the virtual machine does not end before {@code ended}: whoever works has the
     * time to bring everything to its end.
     */
    public static void raiseAtSignal(CountDownLatch ended) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            raise();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    public static void raise() {
        raised = true;
    }

    public static boolean isRaised() {
        return raised;
    }

    /**
     * Returns if there is sense in going further.
     *
     * @throws Refused if the process has been asked to stop
     */
    public static void goOnUnlessRaised() {
        if (raised) {
            throw new Refused("stopped before it was done");
        }
    }
}
