package outerpark.contracts.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event and what is known about it.
 *
 * @param eventId UUIDv7, unique: whoever acts on an event twice knows it by this
 * @param revision of the source's own record when it told the event, counted from 1; per source the highest is newest
 * @param occurredAt by the clock of the service that told it
 * @param correlationId of the request that began the story
 * @param causationId the event this one follows from; none if it follows from a request or from time passing
 * @param traceparent W3C trace context of the request that began the story, if it sent one
 */
public record Envelope(
        UUID eventId,
        long revision,
        Instant occurredAt,
        String correlationId,
        @Nullable UUID causationId,
        @Nullable String traceparent,
        Event data) {

    /** What the event is about; see {@link Event#subject()}. */
    public String subject() {
        return data.subject();
    }
}
