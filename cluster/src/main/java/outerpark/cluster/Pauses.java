package outerpark.cluster;

import java.time.Duration;

/**
 * How long to wait before a process that has ended is started again: not at all the first time, then longer and longer,
 * and from the beginning when it has been ready for a while.
 */
final class Pauses {

    static final Duration SETTLED_AFTER = Duration.ofSeconds(10);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private Duration next = Duration.ZERO;

    /**
     * The one that is due now.
     *
     * @param readyFor how long the process had been ready when it ended
     */
    Duration after(Duration readyFor) {
        Duration due = readyFor.compareTo(SETTLED_AFTER) < 0 ? next : Duration.ZERO;
        next = due.isZero() ? SHORTEST : shorter(due.multipliedBy(2), LONGEST);
        return due;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
