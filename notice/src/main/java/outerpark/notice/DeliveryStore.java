package outerpark.notice;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.OptimisticInsert;
import outerpark.common.database.SqlArrays;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.EventJson;

/** Deliveries in SQL. All times are by the database's clock. */
final class DeliveryStore {

    static final int COUNT_MAX = 100_000;

    private static final String COLUMNS = """
            channel, event_id, subject, type, version, data, revision, occurred_at, correlation_id, causation_id,
            traceparent
            """;

    private static final String INSERT = "INSERT INTO delivery (" + COLUMNS + ')' + """
            SELECT channel, event_id, subject, type, version, data::json, revision, occurred_at, correlation_id,
                   causation_id, traceparent
              FROM unnest(?::text[], ?::uuid[], ?::text[], ?::text[], ?::int[], ?::text[], ?::bigint[],
                          ?::timestamptz[], ?::text[], ?::uuid[], ?::text[])
                   AS t (channel, event_id, subject, type, version, data, revision, occurred_at, correlation_id,
                         causation_id, traceparent)
             ORDER BY event_id
            """;

    private DeliveryStore() {}

    /** Queues those that were never queued. */
    static void queue(Connection c, Channel channel, Collection<Envelope> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        Array[] columns = {
            SqlArrays.texts(c, events, _ -> channel.name()),
            SqlArrays.uuids(c, events, Envelope::eventId),
            SqlArrays.texts(c, events, Envelope::subject),
            SqlArrays.texts(c, events, event -> EventJson.typeOf(event.data())),
            SqlArrays.ints(c, events, _ -> EventJson.VERSION),
            SqlArrays.texts(c, events, event -> EventJson.write(event.data())),
            SqlArrays.bigints(c, events, Envelope::revision),
            SqlArrays.instants(c, events, Envelope::occurredAt),
            SqlArrays.texts(c, events, Envelope::correlationId),
            SqlArrays.uuids(c, events, Envelope::causationId),
            SqlArrays.texts(c, events, Envelope::traceparent)
        };
        List<UUID> ids = events.stream().map(Envelope::eventId).toList();
        OptimisticInsert.insertFree(c, INSERT, "event_id", ids, columns);
    }

    /**
     * Takes those whose turn has come, the longest waiting first; whoever finds one so long after takes over. One that
     * cannot be read, as a newer version may have written it, is put off.
     */
    static List<Delivery> claim(Connection c, Channel channel, int max, Duration claimFor) throws SQLException {
        try (PreparedStatement claim = c.prepareStatement("""
                UPDATE delivery d
                   SET turn_at = now() + make_interval(secs => ?), attempts = d.attempts + 1
                  FROM (SELECT event_id FROM delivery
                         WHERE channel = ? AND turn_at <= now()
                         ORDER BY turn_at LIMIT ? FOR NO KEY UPDATE SKIP LOCKED) AS due
                 WHERE d.channel = ? AND d.event_id = due.event_id
                RETURNING d.*, extract(epoch FROM now() - d.queued_at) AS waited
                """)) {
            claim.setDouble(1, seconds(claimFor));
            claim.setString(2, channel.name());
            claim.setInt(3, max);
            claim.setString(4, channel.name());
            List<Delivery> claimed = new ArrayList<>();
            List<Outcome> unreadable = new ArrayList<>();
            try (ResultSet row = claim.executeQuery()) {
                while (row.next()) {
                    try {
                        claimed.add(delivery(row));
                    } catch (EventJson.Unreadable e) {
                        unreadable.add(new Outcome(row.getObject("event_id", UUID.class), e.getMessage(), claimFor));
                    }
                }
            }
            putOff(c, channel, unreadable);
            return claimed;
        }
    }

    /** They are over, arrived or given up. */
    static void end(Connection c, Channel channel, Collection<Outcome> ended) throws SQLException {
        try (PreparedStatement update = c.prepareStatement("""
                UPDATE delivery d SET turn_at = NULL, ended_at = now(), last_failure = t.failure
                  FROM unnest(?::uuid[], ?::text[]) AS t (event_id, failure)
                 WHERE d.channel = ? AND d.event_id = t.event_id AND d.turn_at IS NOT NULL
                """)) {
            update.setArray(1, SqlArrays.uuids(c, ended, Outcome::eventId));
            update.setArray(2, SqlArrays.texts(c, ended, Outcome::failure));
            update.setString(3, channel.name());
            update.executeUpdate();
        }
    }

    /** They are tried again after a while each. */
    static void putOff(Connection c, Channel channel, Collection<Outcome> failed) throws SQLException {
        try (PreparedStatement update = c.prepareStatement("""
                UPDATE delivery d SET turn_at = now() + t.millis * interval '1 millisecond', last_failure = t.failure
                  FROM unnest(?::uuid[], ?::text[], ?::bigint[]) AS t (event_id, failure, millis)
                 WHERE d.channel = ? AND d.event_id = t.event_id AND d.turn_at IS NOT NULL
                """)) {
            update.setArray(1, SqlArrays.uuids(c, failed, Outcome::eventId));
            update.setArray(2, SqlArrays.texts(c, failed, Outcome::failure));
            update.setArray(
                    3, SqlArrays.bigints(c, failed, outcome -> outcome.again().toMillis()));
            update.setString(4, channel.name());
            update.executeUpdate();
        }
    }

    /**
     * What a try came to.
     *
     * @param failure null if it arrived
     * @param again when to try again, counted from now
     */
    record Outcome(UUID eventId, @Nullable String failure, Duration again) {}

    /**
     * Which deliveries are meant; what is null does not matter.
     *
     * @param from of the events, by their time
     * @param to before that time
     * @param subject of the events
     * @param isGivenUp only those that were given up
     */
    record Selection(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String subject,
            boolean isGivenUp) {}

    /** Has them brought again, as if they had just been queued; returns how many. */
    static int replay(Connection c, Channel channel, Selection which) throws SQLException {
        try (PreparedStatement update = c.prepareStatement("""
                UPDATE delivery
                   SET turn_at = now(), ended_at = NULL, queued_at = now(), attempts = 0, last_failure = NULL
                 WHERE channel = ? AND ended_at IS NOT NULL
                   AND occurred_at >= coalesce(?, '-infinity'::timestamptz)
                   AND occurred_at < coalesce(?, 'infinity'::timestamptz)
                   AND subject = coalesce(?, subject)
                   AND (last_failure IS NOT NULL OR NOT ?)
                """)) {
            update.setString(1, channel.name());
            update.setTimestamp(2, which.from() == null ? null : Timestamp.from(which.from()));
            update.setTimestamp(3, which.to() == null ? null : Timestamp.from(which.to()));
            update.setString(4, which.subject());
            update.setBoolean(5, which.isGivenUp());
            return update.executeUpdate();
        }
    }

    /** Forgets some that were over so long ago; returns how many. */
    static int forget(Connection c, Duration keptFor, int max) throws SQLException {
        try (PreparedStatement delete = c.prepareStatement("""
                DELETE FROM delivery
                 WHERE (channel, event_id) IN (SELECT channel, event_id FROM delivery
                                                WHERE ended_at < now() - make_interval(secs => ?) LIMIT ?)
                """)) {
            delete.setDouble(1, seconds(keptFor));
            delete.setInt(2, max);
            return delete.executeUpdate();
        }
    }

    /** How a channel is; counted up to {@value #COUNT_MAX}. */
    record State(
            long waiting,
            long oldestSeconds,
            long givenUp,
            @Nullable String lastFailure) {

        static final State AT_REST = new State(0, 0, 0, null);
    }

    static State state(Connection c, Channel channel) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("""
                SELECT (SELECT count(*)
                          FROM (SELECT FROM delivery WHERE channel = ? AND turn_at IS NOT NULL LIMIT %1$d) AS t),
                       coalesce((SELECT extract(epoch FROM now() - queued_at) FROM delivery
                                  WHERE channel = ? AND turn_at IS NOT NULL ORDER BY queued_at LIMIT 1), 0),
                       (SELECT count(*)
                          FROM (SELECT FROM delivery
                                 WHERE channel = ? AND ended_at IS NOT NULL AND last_failure IS NOT NULL
                                 LIMIT %1$d) AS t),
                       (SELECT last_failure FROM delivery
                         WHERE channel = ? AND turn_at IS NOT NULL AND last_failure IS NOT NULL
                         ORDER BY turn_at LIMIT 1)
                """.formatted(COUNT_MAX))) {
            for (int i = 1; i <= 4; i++) {
                select.setString(i, channel.name());
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new State(row.getLong(1), (long) row.getDouble(2), row.getLong(3), row.getString(4));
            }
        }
    }

    private static Delivery delivery(ResultSet row) throws SQLException, EventJson.Unreadable {
        Envelope event = new Envelope(
                row.getObject("event_id", UUID.class),
                row.getLong("revision"),
                row.getTimestamp("occurred_at").toInstant(),
                row.getString("correlation_id"),
                row.getObject("causation_id", UUID.class),
                row.getString("traceparent"),
                EventJson.read(row.getString("type"), row.getInt("version"), row.getString("data")));
        return new Delivery(event, row.getInt("attempts"), Duration.ofMillis((long) (row.getDouble("waited") * 1e3)));
    }

    private static double seconds(Duration span) {
        return span.toMillis() / 1e3;
    }
}
