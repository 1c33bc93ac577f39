package outerpark.gateway;

/** A service gave no answer. Expected, so it carries no stack trace. */
final class Unanswered extends Exception {

    /** Why, and so what is known about the request. */
    enum Why {
        /** Nothing was sent: too much is under way. */
        FULL,
        /** Nothing was sent: the breaker is open. */
        BREAKER_OPEN,
        /** Nothing was sent: no replica takes connections. */
        UNREACHABLE,
        /** It may have been done: the connection broke. */
        BROKEN_OFF,
        /** It may have been done, or be done yet. */
        TIMED_OUT,
        /** Nobody is there any more to be answered, because nobody wanted to wait any longer. */
        GIVEN_UP,
        /** Nobody is there any more to be answered, and that says nothing about the service. */
        ABANDONED;

        /** Whether the service is to blame. */
        boolean isFailureOfService() {
            return this == UNREACHABLE || this == BROKEN_OFF || this == TIMED_OUT || this == GIVEN_UP;
        }
    }

    private final Why why;

    Unanswered(Why why, String reason) {
        super(reason, null, false, false);
        this.why = why;
    }

    Why why() {
        return why;
    }
}
