package outerpark.common.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.Database;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.EventJson;

/**
 * Reads outboxes through the role {@code events}, which may read them and nothing else. A source is a service, by
 * its name.
 */
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
            RawEvent raw,
            @Nullable Envelope event,
            @Nullable String error) {}

    /** The rows after {@code position}, in order, {@code limit} at most. */
    List<Told> after(String source, long position, int limit) {
        // The sources' names are the product's own, never input.
        String query =
                "SELECT id, %s FROM %s.outbox WHERE id > ? ORDER BY id LIMIT ?".formatted(RawEvent.COLUMNS, source);
        return database.read(connection -> read(connection, query, position, limit));
    }

    /** The event at that position, if it is still there. */
    Optional<RawEvent> at(String source, long position) {
        return after(source, position - 1, 1).stream()
                .filter(told -> told.position() == position)
                .map(Told::raw)
                .findFirst();
    }

    /**
     * The position of the last event that the source has told; 0 if it has told none yet, or all it told is dropped.
     * Events have growing positions, so a handler whose place is this one has acted on everything told by now.
     */
    public long lastPosition(String source) {
        return database.read(
                connection -> number(connection, "SELECT coalesce(max(id), 0) FROM %s.outbox".formatted(source)));
    }

    /**
     * Whether the source's log is whole: every event that it ever told is still there, so that what follows from its
     * events can be made anew from them. It is not if {@code outerpark.events.retention-days} has dropped any.
     */
    public boolean isWhole(String source) {
        return database.read(connection -> number(connection, "SELECT count(*) FROM %s.outbox_cut".formatted(source)))
                == 0;
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
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
        RawEvent raw = RawEvent.of(row);
        try {
            return new Told(position, raw, raw.open(), null);
        } catch (EventJson.Unreadable e) {
            return new Told(position, raw, null, e.getMessage());
        }
    }
}
