package outerpark.common.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Where an event goes that its handler cannot act on, alone, with the reason, so that the rest goes on. */
final class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final String handler;
    private final String source;
    private final AtomicLong parked = new AtomicLong();

    DeadLetters(String handler, String source) {
        this.handler = handler;
        this.source = source;
    }

    void park(Connection connection, OutboxReader.Told told, String error) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO dead_letter (handler, source, position, type, data, error) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (handler, source, position) DO NOTHING
                """)) {
            insert.setString(1, handler);
            insert.setString(2, source);
            insert.setLong(3, told.position());
            insert.setString(4, told.type());
            insert.setString(5, told.data());
            insert.setString(6, error);
            insert.executeUpdate();
        }
        parked.incrementAndGet();
        LOG.errorf(
                "parked event %d (%s) of %s, which %s cannot act on: %s",
                told.position(), told.type(), source, handler, error);
    }

    /** Parked by this process since it started. */
    long parked() {
        return parked.get();
    }
}
