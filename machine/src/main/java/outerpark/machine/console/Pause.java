package outerpark.machine.console;

import java.time.Duration;

/** Time that a command lets pass. */
public final class Pause {

    private Pause() {}

    /**
     * Returns when the time has passed.
     *
     * @throws Refused if somebody interrupts it
     */
    public static void of(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
    }
}
