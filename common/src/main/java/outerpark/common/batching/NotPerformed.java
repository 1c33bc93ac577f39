package outerpark.common.batching;

/** The request was refused before anything was done for it: for certain nothing has changed. */
public final class NotPerformed extends RuntimeException {

    /** Why it was not even begun. */
    public enum Reason {
        /** Too many requests wait already. */
        OVERLOADED,
        /** Its deadline passed while it waited. */
        LATE,
        /** The process is stopping. */
        STOPPING
    }

    private final Reason reason;

    NotPerformed(Reason reason) {
        // An expected answer under load, made by the thousand: its stack trace would say nothing.
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
