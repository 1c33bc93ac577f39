package outerpark.customercenter.domain;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event.OfReservation;

/**
 * An event about a reservation, with what its story needs to know of it; see {@link Envelope}.
 *
 * @param correlationId unknown if it was told before stories kept it
 * @param traceparent unknown likewise; none if the request sent none
 */
public record Told(
        UUID eventId,
        long revision,
        Instant occurredAt,
        @Nullable String correlationId,
        @Nullable UUID causationId,
        @Nullable String traceparent,
        OfReservation data) {

    /** What a story needs of the event, whose data is {@code data}. */
    public static Told of(Envelope event, OfReservation data) {
        return new Told(
                event.eventId(),
                event.revision(),
                event.occurredAt(),
                event.correlationId(),
                event.causationId(),
                event.traceparent(),
                data);
    }

    /** The reservations that the events are about. */
    public static Set<UUID> reservationsOf(Collection<Envelope> events) {
        return events.stream()
                .map(Envelope::data)
                .filter(OfReservation.class::isInstance)
                .map(event -> ((OfReservation) event).reservationId())
                .collect(Collectors.toSet());
    }
}
