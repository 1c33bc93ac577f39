package outerpark.common.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import outerpark.common.database.Database;
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

    /** Lock first, then the ids: two statements in one round trip. */
    private static final String APPEND = """
            SELECT pg_advisory_xact_lock(hashtext('outbox:' || current_schema()));
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
        try (PreparedStatement insert = c.prepareStatement(APPEND)) {
            insert.setArray(1, SqlArrays.uuids(c, events, Envelope::eventId));
            insert.setArray(2, SqlArrays.texts(c, events, event -> EventJson.typeOf(event.data())));
            insert.setArray(3, SqlArrays.texts(c, events, Envelope::subject));
            insert.setArray(4, SqlArrays.bigints(c, events, Envelope::revision));
            insert.setArray(5, SqlArrays.instants(c, events, Envelope::occurredAt));
            insert.setArray(6, SqlArrays.texts(c, events, Envelope::correlationId));
            insert.setArray(7, SqlArrays.uuids(c, events, Envelope::causationId));
            insert.setArray(8, SqlArrays.texts(c, events, Envelope::traceparent));
            insert.setArray(9, SqlArrays.texts(c, events, event -> EventJson.write(event.data())));
            insert.execute();
            while (insert.getMoreResults() || insert.getUpdateCount() >= 0) {
                // Reading every result makes an error of the second statement surface here.
            }
        }
        transaction.afterCommit(() -> {
            signals.told(service);
            StoryLog.told(service, events);
        });
    }
}
