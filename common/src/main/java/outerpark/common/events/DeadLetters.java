package outerpark.common.events;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import outerpark.common.database.Transaction;

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

    void park(Transaction transaction, OutboxReader.Told told, String error) throws SQLException {
        try (PreparedStatement insert = transaction.connection().prepareStatement("""
                INSERT INTO dead_letter (handler, source, position, type, data, error) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (handler, source, position) DO NOTHING
                """)) {
            insert.setString(1, handler);
            insert.setString(2, source);
            insert.setLong(3, told.position());
            insert.setString(4, told.type());
            insert.setString(5, told.data());
            insert.setString(6, error.replace('\0', '\uFFFD')); // which PostgreSQL does not take as text
            insert.executeUpdate();
        }
        transaction.afterCommit(() -> {
            parked.incrementAndGet();
            LOG.errorf(
                    "parked event %d (%s) of %s, which %s cannot act on: %s",
                    told.position(), told.type(), source, handler, error);
        });
    }

    /** Parked by this process since it started. */
    long parked() {
        return parked.get();
    }
}
