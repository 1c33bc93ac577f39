package outerpark.common.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A handler's place in a source: moved in the transaction of its effects. Others may move it too, while the handler is
 * at work: an operator, or another process of the same service. Without a row it is at the beginning.
 */
final class EventCursor {

    /** Somebody else has moved the place meanwhile: what was done from the old one must not be committed. */
    static final class Moved extends RuntimeException {
        Moved(String message) {
            super(message, null, false, false);
        }
    }

    private static final String BEGIN = """
            INSERT INTO event_cursor AS c (position, handler, source) VALUES (?, ?, ?)
            ON CONFLICT (handler, source) DO UPDATE SET position = excluded.position WHERE c.position = 0
            """;
    private static final String GO_ON =
            "UPDATE event_cursor SET position = ? WHERE handler = ? AND source = ? AND position = ?";

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

    /**
     * Moves from the one position to the other.
     *
     * @throws Moved if the place is not at {@code from} any more
     */
    void move(Connection connection, long from, long to) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(from == 0 ? BEGIN : GO_ON)) {
            statement.setLong(1, to);
            statement.setString(2, handler);
            statement.setString(3, source);
            if (from != 0) {
                statement.setLong(4, from);
            }
            if (statement.executeUpdate() != 1) {
                throw new Moved("the place of " + handler + " in " + source + " is not " + from + " any more");
            }
        }
    }
}
