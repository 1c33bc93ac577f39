package outerpark.common.events;

/** How far everybody who reads an outbox has come in it: nobody needs what lies before that any more. */
@FunctionalInterface
public interface OutboxProgress {

    /**
     * The position of the last event that all who read the service's outbox are done with; 0 before the first.
     *
     * @param service whose outbox it is
     */
    long readByAll(String service);
}
