package outerpark.common.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.Database;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.EventJson;

/** Reads outboxes through the role {@code events}, which may read outboxes and nothing else. */
public final class OutboxReader {

    private final Database database;

    public OutboxReader(DataSource events) {
        this.database = new Database("events", events);
    }

    /**
     * A row of an outbox: an event, or what could not be read as one.
     *
     * @param event null if unreadable; then {@code error} says why
     */
    record Told(
            long position,
            String type,
            String data,
            @Nullable Envelope event,
            @Nullable String error) {}

    /** The rows after {@code position}, in order, {@code limit} at most. */
    List<Told> after(String service, long position, int limit) {
        // The service names are the product's own, never input.
        String query = """
                SELECT id, event_id, type, version, revision, occurred_at, correlation_id, causation_id, traceparent,
                       data
                  FROM %s.outbox WHERE id > ? ORDER BY id LIMIT ?
                """.formatted(service);
        return database.read(connection -> read(connection, query, position, limit));
    }

    private static List<Told> read(Connection connection, String query, long position, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setLong(1, position);
            select.setInt(2, limit);
            List<Told> told = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    told.add(told(row));
                }
            }
            return told;
        }
    }

    private static Told told(ResultSet row) throws SQLException {
        long position = row.getLong("id");
        String type = row.getString("type");
        String data = row.getString("data");
        try {
            Envelope event = new Envelope(
                    row.getObject("event_id", java.util.UUID.class),
                    row.getLong("revision"),
                    row.getTimestamp("occurred_at").toInstant(),
                    row.getString("correlation_id"),
                    row.getObject("causation_id", java.util.UUID.class),
                    row.getString("traceparent"),
                    EventJson.read(type, row.getInt("version"), data));
            return new Told(position, type, data, event, null);
        } catch (EventJson.Unreadable e) {
            return new Told(position, type, data, null, e.getMessage());
        }
    }
}
