package outerpark.common.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of one service's dead letters. */
final class DeadLetterStore {

    private static final String KEYS =
            "dead_letter_id, handler, source, position, error, attempts, parked_at, tried_at, ";
    private static final String WHOLE = KEYS + RawEvent.COLUMNS;
    private static final String WITHOUT_DATA = WHOLE.replace(", data", ", NULL AS data");

    private DeadLetterStore() {}

    /** Who cannot act on whose events. */
    record Channel(String handler, String source) {}

    /** Parks the event; one that is parked already has failed once more. Returns the letter's number. */
    static long park(Connection connection, Channel channel, long position, RawEvent event, String error)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO dead_letter AS letter
                       (handler, source, position, event_id, type, version, subject, revision, occurred_at,
                        correlation_id, causation_id, traceparent, data, error)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (handler, source, position) DO UPDATE
                   SET error = excluded.error, attempts = letter.attempts + 1, tried_at = now()
                RETURNING dead_letter_id
                """)) {
            insert.setString(1, channel.handler());
            insert.setString(2, channel.source());
            insert.setLong(3, position);
            insert.setObject(4, event.eventId());
            insert.setString(5, storable(event.type()));
            insert.setInt(6, event.version());
            insert.setString(7, storable(event.subject()));
            insert.setLong(8, event.revision());
            insert.setTimestamp(9, Timestamp.from(event.occurredAt()));
            insert.setString(10, storable(event.correlationId()));
            insert.setObject(11, event.causationId());
            insert.setString(12, event.traceparent() == null ? null : storable(event.traceparent()));
            insert.setString(13, storable(event.data()));
            insert.setString(14, storable(error));
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The newest, without their data; of one handler if it is named. */
    static List<DeadLetter> newest(Connection connection, String service, @Nullable String handler, int limit)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT " + WITHOUT_DATA + """
                  FROM dead_letter WHERE ?::text IS NULL OR handler = ?
                 ORDER BY parked_at DESC, dead_letter_id DESC LIMIT ?
                """)) {
            select.setString(1, handler);
            select.setString(2, handler);
            select.setInt(3, limit);
            List<DeadLetter> letters = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    letters.add(DeadLetter.of(service, row));
                }
            }
            return letters;
        }
    }

    static Map<Channel, Long> counts(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT handler, source, count(*) FROM dead_letter GROUP BY handler, source");
                ResultSet row = select.executeQuery()) {
            Map<Channel, Long> counts = new HashMap<>();
            while (row.next()) {
                counts.put(new Channel(row.getString(1), row.getString(2)), row.getLong(3));
            }
            return counts;
        }
    }

    static Optional<DeadLetter> find(Connection connection, String service, long id) throws SQLException {
        return one(connection, service, id, "SELECT " + WHOLE + " FROM dead_letter WHERE dead_letter_id = ?");
    }

    /** As {@link #find}; nobody else can lock it before this transaction ends. */
    static Optional<DeadLetter> lock(Connection connection, String service, long id) throws SQLException {
        return one(
                connection, service, id, "SELECT " + WHOLE + " FROM dead_letter WHERE dead_letter_id = ? FOR UPDATE");
    }

    /** Removes it and returns what it was. */
    static Optional<DeadLetter> remove(Connection connection, String service, long id) throws SQLException {
        return one(connection, service, id, "DELETE FROM dead_letter WHERE dead_letter_id = ? RETURNING " + WHOLE);
    }

    /** Removes all of a handler but those that somebody has locked. */
    static void removeAllOf(Connection connection, String handler) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM dead_letter WHERE dead_letter_id IN
                       (SELECT dead_letter_id FROM dead_letter WHERE handler = ? FOR UPDATE SKIP LOCKED)
                """)) {
            delete.setString(1, handler);
            delete.executeUpdate();
        }
    }

    /** Notes that it was tried once more, in vain. */
    static void refusedAgain(Connection connection, long id, String error) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE dead_letter SET error = ?, attempts = attempts + 1, tried_at = now() WHERE dead_letter_id = ?
                """)) {
            update.setString(1, storable(error));
            update.setLong(2, id);
            update.executeUpdate();
        }
    }

    private static Optional<DeadLetter> one(Connection connection, String service, long id, String statement)
            throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            prepared.setLong(1, id);
            try (ResultSet row = prepared.executeQuery()) {
                return row.next() ? Optional.of(DeadLetter.of(service, row)) : Optional.empty();
            }
        }
    }

    /** PostgreSQL takes no zero character as text, and a letter that cannot be written would hold up all the rest. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
