package outerpark.common.events;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.contracts.events.Envelope;

/**
 * Acts on what other services tell. Delivery is at least once and the order across sources is open, so every effect is
 * idempotent by key or guarded by state, and bears coming before its cause.
 */
public interface EventHandler {

    /** Names its place in each source; never changed. */
    String name();

    /** The services it listens to; none if it is turned off. */
    Set<String> sources();

    /** Whether a customer waits for what it does with that source's events; the others have time to gather. */
    default boolean isAwaited(String source) {
        return true;
    }

    /** Where its effects go. */
    Database database();

    /**
     * Acts on a batch, in order, inside one transaction with the move of its place in the source. May be called again
     * with the same events.
     */
    void on(Transaction transaction, List<Envelope> events) throws SQLException;
}
