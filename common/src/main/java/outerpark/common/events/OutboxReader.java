package outerpark.common.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import outerpark.common.database.Database;

/**
 * Reads outboxes through the role {@code events}, which may read them and nothing else. A source is a service, by
 * its name.
 */
public final class OutboxReader implements EventLog {

    private final Database database;

    public OutboxReader(DataSource events) {
        this.database = new Database("events", events);
    }

    /** The rows after {@code position}, in order, {@code limit} at most. */
    List<Told> after(String source, long position, int limit) {
        // The sources' names are the product's own, never input.
        String query =
                "SELECT id, %s FROM %s.outbox WHERE id > ? ORDER BY id LIMIT ?".formatted(RawEvent.COLUMNS, source);
        return database.read(connection -> read(connection, source, query, position, limit));
    }

    @Override
    public Optional<RawEvent> at(String source, long position) {
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

    /** How many events the source has told after that position. */
    public long countAfter(String source, long position) {
        String query = "SELECT count(*) FROM %s.outbox WHERE id > %d".formatted(source, position);
        return database.read(connection -> number(connection, query));
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

    private static List<Told> read(Connection connection, String source, String query, long position, int limit)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setLong(1, position);
            select.setInt(2, limit);
            List<Told> told = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    told.add(Told.of(source, row.getLong("id"), RawEvent.of(row)));
                }
            }
            return told;
        }
    }
}
