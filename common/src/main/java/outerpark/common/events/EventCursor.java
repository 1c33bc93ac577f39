package outerpark.common.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A handler's place in a source: moved in the transaction of its effects. */
final class EventCursor {

    private final String handler;
    private final String source;

    EventCursor(String handler, String source) {
        this.handler = handler;
        this.source = source;
    }

    /** The last position acted on; 0 before the first. */
    long position(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT position FROM event_cursor WHERE handler = ? AND source = ?")) {
            select.setString(1, handler);
            select.setString(2, source);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** Moves from the one position to the other; fails if somebody else has moved it meanwhile. */
    void move(Connection connection, long from, long to) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO event_cursor AS c (handler, source, position) VALUES (?, ?, ?)
                ON CONFLICT (handler, source) DO UPDATE SET position = excluded.position WHERE c.position = ?
                """)) {
            upsert.setString(1, handler);
            upsert.setString(2, source);
            upsert.setLong(3, to);
            upsert.setLong(4, from);
            if (upsert.executeUpdate() != 1) {
                throw new IllegalStateException(
                        "the place of " + handler + " in " + source + " is not " + from + " any more");
            }
        }
    }
}
