package outerpark.machine;

import outerpark.machine.console.Refused;

/** Whether this process has been asked to stop. */
public final class StopSignal {

    private static volatile boolean raised;

    private StopSignal() {}

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
