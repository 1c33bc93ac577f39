package outerpark.common.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import outerpark.common.database.Database;
import outerpark.common.database.RoundTrip;
import outerpark.common.database.SqlArrays;
import outerpark.common.database.Transaction;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.EventJson;

/**
 * The events of one service, written in the transaction that makes them true; the service's log.
 *
 * <p>A writer holds the outbox's lock from the first id it takes to its commit, so ids become visible in their order
 * and a reader that goes on from the last id it saw misses none. Append last: the lock is held to the end of the
 * transaction.
 */
public final class Outbox {

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('outbox:' || current_schema()))";

    private static final String INSERT = """
            INSERT INTO outbox (event_id, type, version, subject, revision, occurred_at,
                                correlation_id, causation_id, traceparent, data)
            SELECT event_id, type, %d, subject, revision, occurred_at,
                   correlation_id, causation_id, traceparent, data::json
              FROM unnest(?::uuid[], ?::text[], ?::text[], ?::bigint[], ?::timestamptz[],
                          ?::text[], ?::uuid[], ?::text[], ?::text[])
                   WITH ORDINALITY AS t (event_id, type, subject, revision, occurred_at,
                                         correlation_id, causation_id, traceparent, data, position)
             ORDER BY position
            """.formatted(EventJson.VERSION);

    private final String service;
    private final EventSignals signals;

    public Outbox(Database database, EventSignals signals) {
        this.service = database.service();
        this.signals = signals;
    }

    /** Appends the events, in their order, to be told when the transaction commits. */
    public void append(Transaction transaction, List<Envelope> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        Connection c = transaction.connection();
        // The lock first, then the ids.
        new RoundTrip(c)
                .add(LOCK)
                .add(
                        INSERT,
                        SqlArrays.uuids(c, events, Envelope::eventId),
                        SqlArrays.texts(c, events, event -> EventJson.typeOf(event.data())),
                        SqlArrays.texts(c, events, Envelope::subject),
                        SqlArrays.bigints(c, events, Envelope::revision),
                        SqlArrays.instants(c, events, Envelope::occurredAt),
                        SqlArrays.texts(c, events, Envelope::correlationId),
                        SqlArrays.uuids(c, events, Envelope::causationId),
                        SqlArrays.texts(c, events, Envelope::traceparent),
                        SqlArrays.texts(c, events, event -> EventJson.write(event.data())))
                .execute();
        transaction.afterCommit(() -> {
            signals.told(service);
            StoryLog.told(service, events);
        });
    }
}
