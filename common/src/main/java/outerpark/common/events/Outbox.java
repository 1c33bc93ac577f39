package outerpark.common.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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
 * and a reader that goes on from the last id it saw misses none; and those of one append follow each other without a
 * gap. Append last: the lock is held to the end of the transaction.
 */
public final class Outbox {

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('outbox:' || current_schema()))";

    private static final String LAST_ID = "SELECT currval('outbox_id')";

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
        List<RawEvent> rows = events.stream().map(RawEvent::of).toList();
        long last = insert(transaction.connection(), rows);
        transaction.afterCommit(() -> {
            signals.told(service, told(events, rows, last));
            StoryLog.told(service, events);
        });
    }

    /** Returns the last row's id. */
    private static long insert(Connection c, List<RawEvent> rows) throws SQLException {
        // The lock first, then the ids.
        return new RoundTrip(c)
                .add(LOCK)
                .add(
                        INSERT,
                        SqlArrays.uuids(c, rows, RawEvent::eventId),
                        SqlArrays.texts(c, rows, RawEvent::type),
                        SqlArrays.texts(c, rows, RawEvent::subject),
                        SqlArrays.bigints(c, rows, RawEvent::revision),
                        SqlArrays.instants(c, rows, RawEvent::occurredAt),
                        SqlArrays.texts(c, rows, RawEvent::correlationId),
                        SqlArrays.uuids(c, rows, RawEvent::causationId),
                        SqlArrays.texts(c, rows, RawEvent::traceparent),
                        SqlArrays.texts(c, rows, RawEvent::data))
                .executeAndAsk(LAST_ID);
    }

    private List<Told> told(List<Envelope> events, List<RawEvent> rows, long last) {
        long first = last - rows.size() + 1;
        List<Told> told = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            told.add(new Told(service, first + i, rows.get(i), events.get(i), null));
        }
        return told;
    }
}
