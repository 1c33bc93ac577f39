package outerpark.common.events;

/** The pauses after failures: each twice the one before, up to the longest. */
public final class Patience {

    private static final long FIRST_MILLIS = 50;

    private final long lastMillis;
    private long nextMillis = FIRST_MILLIS;

    /** @param lastMillis the longest pause */
    public Patience(long lastMillis) {
        this.lastMillis = lastMillis;
    }

    /** The pause that is due now, in milliseconds. */
    public long nextMillis() {
        long due = nextMillis;
        nextMillis = Math.min(due * 2, lastMillis);
        return due;
    }

    /** It went well: the next failure is a first one. */
    public void restore() {
        nextMillis = FIRST_MILLIS;
    }
}
