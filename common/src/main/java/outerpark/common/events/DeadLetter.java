package outerpark.common.events;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An event that a handler cannot act on. What is not known of an event parked by an older version is left out. */
@Schema(description = "An event that a handler cannot act on")
public record DeadLetter(
        @Schema(description = "Whose handler it is") String service,

        @Schema(description = "Its number within the service")
        long id,

        String handler,

        @Schema(description = "The service that told the event")
        String source,

        @Schema(description = "Where the event stands in the source's outbox")
        long position,

        String type,
        @Nullable UUID eventId,
        @Nullable Integer version,

        @Schema(description = "What the event is about") @Nullable
        String subject,

        @Nullable Long revision,
        @Nullable Instant occurredAt,
        @Nullable String correlationId,

        @Schema(description = "The event that this one follows from") @Nullable
        UUID causationId,

        @Nullable String traceparent,

        @Schema(description = "What the event says, as it was told; left out of lists") @Nullable
        String data,

        @Schema(description = "Why the handler cannot act on it, the last time")
        String error,

        @Schema(description = "How often that was tried") int attempts,
        Instant parkedAt,
        Instant triedAt) {

    static DeadLetter of(String service, ResultSet row) throws SQLException {
        @Nullable String subject = row.getString("subject");
        boolean isWhole = subject != null;
        return new DeadLetter(
                service,
                row.getLong("dead_letter_id"),
                row.getString("handler"),
                row.getString("source"),
                row.getLong("position"),
                row.getString("type"),
                row.getObject("event_id", UUID.class),
                isWhole ? row.getInt("version") : null,
                subject,
                isWhole ? row.getLong("revision") : null,
                isWhole ? row.getTimestamp("occurred_at").toInstant() : null,
                row.getString("correlation_id"),
                row.getObject("causation_id", UUID.class),
                row.getString("traceparent"),
                row.getString("data"),
                row.getString("error"),
                row.getInt("attempts"),
                row.getTimestamp("parked_at").toInstant(),
                row.getTimestamp("tried_at").toInstant());
    }

    /** The event; empty if an older version has parked it, without all that is known about it. */
    Optional<RawEvent> event() {
        if (eventId == null || data == null) {
            return Optional.empty();
        }
        return Optional.of(new RawEvent(
                eventId,
                type,
                Objects.requireNonNull(version),
                Objects.requireNonNull(subject),
                Objects.requireNonNull(revision),
                Objects.requireNonNull(occurredAt),
                Objects.requireNonNull(correlationId),
                causationId,
                traceparent,
                data));
    }
}
