package outerpark.common.batching;

import java.time.Duration;

/**
 * What a batcher knows of its own speed: how long its batches take, and whether for some time now each has left others
 * behind. A crowd that comes at once is let in and served in its order; where more come than can be served, for longer
 * than a moment, a queue only makes everybody wait, so that a full next batch is as long as it may be.
 */
final class Backlog {

    /** Batches that leave others behind for less than that are a crowd that will be over. */
    static final Duration PATIENCE = Duration.ofMillis(100);

    /** Without a full batch for that long it is over. */
    static final Duration MEMORY = Duration.ofSeconds(1);

    /** Of the average time of a batch, as much is the latest one's. */
    private static final double LATEST = 0.5;

    private final int batchMax;
    private final int workers;
    private int busy;
    private long latestBegun;
    private double averageNanos;
    private boolean leavesBehind;
    private long leavesBehindSince;
    private boolean isStanding;
    private long lastFull;

    Backlog(BatchLimits limits) {
        this.batchMax = limits.batchMax();
        this.workers = limits.workers();
    }

    /** A batch is taken of a queue that was so long. */
    void begun(int queued, long now) {
        busy++;
        latestBegun = now;
        boolean left = queued > batchMax;
        if (left && !leavesBehind) {
            leavesBehindSince = now;
        }
        leavesBehind = left;
        if (queued >= batchMax) {
            lastFull = now;
        }
        if (leavesBehind && now - leavesBehindSince >= PATIENCE.toNanos()) {
            isStanding = true;
        } else if (now - lastFull >= MEMORY.toNanos()) {
            isStanding = false;
        }
    }

    /** A batch is done that took so long. */
    void done(long tookNanos) {
        busy--;
        averageNanos = averageNanos == 0 ? tookNanos : averageNanos + LATEST * (tookNanos - averageNanos);
    }

    /** How long one more is likely to wait behind so many until its batch begins. */
    long expectedWaitNanos(int queued, long now) {
        if (busy < workers) {
            return 0;
        }
        long elapsed = now - latestBegun;
        // One that takes longer than usual has, as far as anybody knows, as much before it as behind it.
        double rest = elapsed < averageNanos ? averageNanos - elapsed : elapsed;
        int batchesAhead = queued / batchMax;
        return (long) ((rest + batchesAhead * averageNanos) / workers);
    }

    /** Whether one more, behind so many, is better sent away. */
    boolean isTooLong(int queued, long now) {
        boolean isStuck = busy == workers && now - latestBegun >= MEMORY.toNanos();
        return queued >= batchMax && (isStanding || isStuck);
    }
}
