package outerpark.common.events;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import outerpark.common.Following;
import outerpark.common.database.Transaction;
import outerpark.common.events.DeadLetterStore.Channel;
import outerpark.common.events.OutboxReader.Told;

/** Where an event goes that its handler cannot act on, alone, with the reason, so that the rest goes on. */
final class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final String service;
    private final Channel channel;
    private final AtomicLong parked = new AtomicLong();

    DeadLetters(EventHandler handler, String source) {
        this.service = handler.database().service();
        this.channel = new Channel(handler.name(), source);
    }

    void park(Transaction transaction, Told told, String error) throws SQLException {
        long id = DeadLetterStore.park(transaction.connection(), channel, told.position(), told.raw(), error);
        transaction.afterCommit(() -> {
            parked.incrementAndGet();
            try (var _ = Following.of(told.raw().cause())) {
                LOG.errorf(
                        "%s cannot act on %s (position %d of %s) and has parked it: %s;"
                                + " see ./outerpark dead-letters show %s/%d",
                        channel.handler(),
                        told.raw().name(),
                        told.position(),
                        channel.source(),
                        onOneLine(error),
                        service,
                        id);
            }
        });
    }

    /** Parked by this process since it started. */
    long parked() {
        return parked.get();
    }

    /** What stands on a second line of the log is not found by the first one's correlation id. */
    static String onOneLine(String error) {
        return error.replaceAll("\\s*\\R\\s*", "; ");
    }
}
