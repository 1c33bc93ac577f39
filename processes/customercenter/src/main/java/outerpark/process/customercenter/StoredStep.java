package outerpark.process.customercenter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.EventJson;
import outerpark.customercenter.domain.Told;

/**
 * A step of a story as Redis keeps it: the number of the batch that it arrived with, a space, and JSON.
 *
 * @param arrival batches are counted in the order in which they were written
 */
record StoredStep(long arrival, Told told) {

    static final Comparator<StoredStep> ARRIVAL = Comparator.comparingLong(StoredStep::arrival)
            .thenComparingLong(step -> step.told().revision())
            .thenComparing(step -> step.told().eventId());

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    /** All of it but the event's id, which is the name of the field. */
    private record Kept(
            long revision,
            Instant occurredAt,
            @Nullable String correlationId,
            @Nullable UUID causationId,
            @Nullable String traceparent,
            int version,
            String type,
            String data) {}

    /** The JSON. */
    static String write(Told told) {
        try {
            return JSON.writeValueAsString(new Kept(
                    told.revision(),
                    told.occurredAt(),
                    told.correlationId(),
                    told.causationId(),
                    told.traceparent(),
                    EventJson.VERSION,
                    EventJson.typeOf(told.data()),
                    EventJson.write(told.data())));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a step that cannot be written as JSON", e);
        }
    }

    static StoredStep read(UUID eventId, String value) {
        int space = value.indexOf(' ');
        try {
            Kept kept = JSON.readValue(value.substring(space + 1), Kept.class);
            Told told = new Told(
                    eventId,
                    kept.revision(),
                    kept.occurredAt(),
                    kept.correlationId(),
                    kept.causationId(),
                    kept.traceparent(),
                    (Event.OfReservation) EventJson.read(kept.type(), kept.version(), kept.data()));
            return new StoredStep(Long.parseLong(value.substring(0, space)), told);
        } catch (JsonProcessingException | EventJson.Unreadable e) {
            throw new IllegalStateException("a step that was written here and cannot be read", e);
        }
    }
}
