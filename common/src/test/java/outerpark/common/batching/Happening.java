package outerpark.common.batching;

/** What a simulated run may meet. The runs together must have met all of it, or they have shown little. */
enum Happening {
    /** The pool gives no connection in time. */
    NO_CONNECTION,
    /** The connection is lost before the commit was asked for. */
    CONNECTION_LOST,
    /** The table does not take one of the batch's requests. */
    POISON,
    /** As {@link #POISON}, but the work goes on as if nothing had failed. */
    POISON_HIDDEN,
    /** The work fails by itself, and the transaction is open. */
    WORK_FAILED,
    ERROR_IN_WORK,
    TOO_FEW_ANSWERS,
    /** A constraint that is checked at the commit. */
    COMMIT_REFUSED,
    COMMIT_IN_CONFLICT,
    /** The server says that it does not know; it may have committed or not. */
    COMMIT_UNCLEAR,
    /** The connection is lost at the commit, which never happens. */
    COMMIT_LOST,
    /** The connection is lost at the commit, which has happened. */
    COMMIT_UNHEARD,
    /** The connection is lost at the commit, which happens some time after that. */
    COMMIT_DONE_LATER,
    /** The connection is lost when all is done. */
    LOST_WHEN_GIVEN_BACK,

    SUBMITTED_BY_AN_ANSWER,
    SUBMITTED_AFTER_CLOSING,
    CLOSED_OVER_WAITING,
    CLOSED_TWICE_AT_ONCE,
    FULL_BATCH,
    /** A request of a batch that was refused is tried alone. */
    TRIED_ALONE,

    ANSWERED,
    OVERLOADED,
    LATE_IN_QUEUE,
    LATE_WHEN_TAKEN,
    STOPPING,
    NOTHING_WRITTEN,
    NOTHING_WRITTEN_FOR_GOOD,
    OUTCOME_UNKNOWN,
    FAILED_BY_ERROR,
    FAILED_BY_MISCOUNT
}
