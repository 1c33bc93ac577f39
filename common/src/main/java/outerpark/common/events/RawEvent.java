package outerpark.common.events;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.EventJson;

/** An event as it was told, whether or not it can be read here; its fields are those of an {@link Envelope}. */
public record RawEvent(
        UUID eventId,
        String type,
        int version,
        String subject,
        long revision,
        Instant occurredAt,
        String correlationId,
        @Nullable UUID causationId,
        @Nullable String traceparent,
        String data) {

    /** In an outbox as in a dead letter. */
    public static final String COLUMNS = "event_id, type, version, subject, revision, occurred_at, correlation_id,"
            + " causation_id, traceparent, data";

    /** From a row that has the {@link #COLUMNS}. */
    public static RawEvent of(ResultSet row) throws SQLException {
        return new RawEvent(
                row.getObject("event_id", UUID.class),
                row.getString("type"),
                row.getInt("version"),
                row.getString("subject"),
                row.getLong("revision"),
                row.getTimestamp("occurred_at").toInstant(),
                row.getString("correlation_id"),
                row.getObject("causation_id", UUID.class),
                row.getString("traceparent"),
                row.getString("data"));
    }

    /** As it is written now. */
    static RawEvent of(Envelope event) {
        return new RawEvent(
                event.eventId(),
                EventJson.typeOf(event.data()),
                EventJson.VERSION,
                event.subject(),
                event.revision(),
                event.occurredAt(),
                event.correlationId(),
                event.causationId(),
                event.traceparent(),
                EventJson.write(event.data()));
    }

    Envelope open() throws EventJson.Unreadable {
        return new Envelope(
                eventId,
                revision,
                occurredAt,
                correlationId,
                causationId,
                traceparent,
                EventJson.read(type, version, data));
    }

    /** The event as the cause of what is done because of it. */
    public Cause cause() {
        return new Cause(correlationId, eventId, traceparent);
    }

    /** As log lines name it. */
    String name() {
        return nameOf(type, eventId, subject);
    }

    static String nameOf(String type, UUID eventId, String subject) {
        return type + " " + eventId + " of " + subject;
    }
}
