package outerpark.common.events;

import java.util.Optional;

/** What the services have told, where it can be looked up. */
@FunctionalInterface
public interface EventLog {

    /** The event at that position of the source's outbox; empty if it is not there any more, or out of sight here. */
    Optional<RawEvent> at(String source, long position);
}
