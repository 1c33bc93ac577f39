package outerpark.common.events;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import outerpark.common.Following;
import outerpark.common.database.Transaction;
import outerpark.common.events.DeadLetterStore.Channel;

/** Where an event goes that its handler cannot act on, alone, with the reason, so that the rest goes on. */
public final class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final String handler;
    private final String service;
    private final Map<String, AtomicLong> parked = new ConcurrentHashMap<>();

    /** Those of a handler, in the table of its service. */
    public DeadLetters(String handler, String service) {
        this.handler = handler;
        this.service = service;
    }

    /** Parks it with the transaction, which is one of the service's database. */
    public void park(Transaction transaction, Told told, String error) throws SQLException {
        Channel channel = new Channel(handler, told.source());
        long id = DeadLetterStore.park(transaction.connection(), channel, told.position(), told.raw(), error);
        transaction.afterCommit(() -> {
            parked.computeIfAbsent(told.source(), source -> new AtomicLong()).incrementAndGet();
            try (var _ = Following.of(told.raw().cause())) {
                LOG.errorf(
                        "%s cannot act on %s (position %d of %s) and has parked it: %s;"
                                + " see ./outerpark dead-letters show %s/%d",
                        handler, told.raw().name(), told.position(), told.source(), onOneLine(error), service, id);
            }
        });
    }

    /** Removes all letters of a handler; one that is being replayed is left to whoever does that. */
    public static void forget(Transaction transaction, String handler) throws SQLException {
        DeadLetterStore.removeAllOf(transaction.connection(), handler);
    }

    /** How many of the source's events were parked since the start. */
    public long parked(String source) {
        AtomicLong count = parked.get(source);
        return count == null ? 0 : count.get();
    }

    /** What stands on a second line of the log is not found by the first one's correlation id. */
    static String onOneLine(String error) {
        return error.replaceAll("\\s*\\R\\s*", "; ");
    }
}
