package outerpark.customercenter.domain;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The one order of a story's events, whatever order they arrived in. */
final class History {

    private History() {}

    /**
     * Each event once, by the time it occurred; an effect never stands before its cause, even if the clocks of the
     * services disagree; the rest is settled by the event's id.
     */
    static List<Told> inOrder(Collection<Told> events) {
        Map<UUID, Told> byId = new HashMap<>();
        events.forEach(event -> byId.put(event.eventId(), event));
        return byId.values().stream()
                .map(event -> Place.of(event, byId))
                .sorted(Place.ORDER)
                .map(Place::event)
                .toList();
    }

    /**
     * Where an event stands.
     *
     * @param notBefore the latest time of the event and all that led to it
     * @param causes how many events led to it, one after the other
     */
    private record Place(Told event, Instant notBefore, int causes) {

        static final Comparator<Place> ORDER = Comparator.comparing(Place::notBefore)
                .thenComparingInt(Place::causes)
                .thenComparing(place -> place.event().eventId());

        static Place of(Told event, Map<UUID, Told> byId) {
            Instant notBefore = event.occurredAt();
            int causes = 0;
            Told cause = causeOf(event, byId);
            // The bound ends a chain that, by somebody's mistake, leads back to itself.
            while (cause != null && causes < byId.size()) {
                notBefore = cause.occurredAt().isAfter(notBefore) ? cause.occurredAt() : notBefore;
                causes++;
                cause = causeOf(cause, byId);
            }
            return new Place(event, notBefore, causes);
        }

        private static @Nullable Told causeOf(Told event, Map<UUID, Told> byId) {
            UUID causationId = event.causationId();
            return causationId == null ? null : byId.get(causationId);
        }
    }
}
