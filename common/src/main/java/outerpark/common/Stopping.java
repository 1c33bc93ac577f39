package outerpark.common;

/**
 * The order in which a process stops, as priorities of its shutdown observers. By then the server has finished the
 * requests under way. What causes work stops before what does it.
 */
public final class Stopping {

    /** Those who begin work by themselves: event channels and timers. */
    public static final int STARTERS = 100;

    /** Those who take reservations through their steps. */
    public static final int STEPS = 200;

    /** Those who write. */
    public static final int WRITERS = 300;

    /** Those who tell other processes what was written. */
    public static final int TELLERS = 400;

    private Stopping() {}
}
