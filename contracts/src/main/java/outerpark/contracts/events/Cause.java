package outerpark.contracts.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.Ids;

/**
 * Why something is done: carried from the request that began a story through every event that follows from it.
 *
 * @param correlationId of the request
 * @param causationId the event acted upon; none for a request, or for time passing
 * @param traceparent W3C trace context of the request, if it sent one
 */
public record Cause(
        String correlationId,
        @Nullable UUID causationId,
        @Nullable String traceparent) {

    /** The event as the cause of what follows from it. */
    public static Cause of(Envelope event) {
        return new Cause(event.correlationId(), event.eventId(), event.traceparent());
    }

    /** A new event that follows from this cause. */
    public Envelope leadsTo(Event data, long revision, Instant at) {
        return new Envelope(Ids.next(), revision, at, correlationId, causationId, traceparent, data);
    }
}
