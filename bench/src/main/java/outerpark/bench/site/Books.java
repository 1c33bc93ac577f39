package outerpark.bench.site;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;

/** What the product has written, read where it is written. */
public final class Books implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private static final String UNDER_WAY = """
            WITH told AS (
                SELECT 'musical' AS source, max(id) AS last FROM musical.outbox
                UNION ALL SELECT 'reservation', max(id) FROM reservation.outbox
                UNION ALL SELECT 'payment', max(id) FROM payment.outbox
                UNION ALL SELECT 'notice', max(id) FROM notice.outbox),
            listened AS (
                SELECT source, position FROM musical.event_cursor
                UNION ALL SELECT source, position FROM reservation.event_cursor
                UNION ALL SELECT source, position FROM payment.event_cursor
                UNION ALL SELECT source, position FROM notice.event_cursor
                UNION ALL SELECT source, position FROM customercenter.event_cursor)
            SELECT EXISTS (SELECT FROM listened JOIN told USING (source) WHERE position < last)
                OR EXISTS (SELECT FROM payment.payment WHERE state = 'PENDING' AND turn_at IS NOT NULL)
                OR EXISTS (SELECT FROM musical.hold WHERE state = 'PENDING')
            """;

    private static final String SEATS = """
            SELECT reservable_seat = seat_capacity - (
                       SELECT coalesce(sum(seats), 0) FROM musical.hold
                        WHERE hold.musical_id = musical.musical_id AND state <> 'RELEASED')
              FROM musical.musical WHERE musical_id = ?
            """;

    private static final String APPROVED = """
            SELECT count(*) FROM payment.payment JOIN reservation.reservation USING (reservation_id)
             WHERE state = 'APPROVED' AND musical_id = ?
            """;

    /** Of each step that a paid reservation takes, how many there are. */
    private static final String WHOLE = """
            WITH mine AS (
                SELECT reservation_id, hold_id FROM reservation.reservation
                 WHERE musical_id = ? AND status = 'CONFIRMED' AND payment = 'APPROVED'),
            told AS (
                SELECT reservation_id,
                       count(*) FILTER (WHERE type = 'ReservationPlaced') AS placed,
                       count(*) FILTER (WHERE type = 'PaymentApproved') AS approved,
                       count(*) FILTER (WHERE type = 'ReservationConfirmed') AS confirmed,
                       count(*) FILTER (WHERE type = 'NoticeSent') AS noticed
                  FROM customercenter.story JOIN mine USING (reservation_id) GROUP BY reservation_id)
            SELECT least(
                (SELECT count(*) FROM mine),
                (SELECT count(*) FROM mine JOIN musical.hold USING (hold_id) WHERE state = 'CONFIRMED'),
                (SELECT count(*) FROM mine JOIN payment.payment USING (reservation_id) WHERE state = 'APPROVED'),
                (SELECT count(DISTINCT reservation_id) FROM mine JOIN notice.notice USING (reservation_id)),
                (SELECT count(*) FROM told WHERE placed = 1 AND approved = 1 AND confirmed = 1 AND noticed = 1))
            """;

    /** The sum does not depend on the order. */
    private static final String STORIES = """
            SELECT count(*), coalesce(sum(hashtextextended(concat_ws(' ', reservation_id, event_id, revision, type,
                       occurred_at, version, data, correlation_id), 0)), 0)
              FROM customercenter.story
            """;

    private final Connection connection;

    private Books(Connection connection) {
        this.connection = connection;
    }

    /** Opens them. */
    public static Books open(DatabaseAddress database) {
        try {
            return new Books(database.connect());
        } catch (SQLException e) {
            throw new Refused("the product's database cannot be read: " + e.getMessage());
        }
    }

    /** Returns when nothing is under way. */
    public void awaitRest(Duration patience) {
        long giveUpAt = System.nanoTime() + patience.toNanos();
        while (isTrue(UNDER_WAY)) {
            if (System.nanoTime() > giveUpAt) {
                throw new Refused("after %d s there are sagas still under way".formatted(patience.toSeconds()));
            }
            Pause.of(LOOK_EVERY);
        }
    }

    /** How many reservations of the show are stored. */
    public long stored(Show show) {
        return number("SELECT count(*) FROM reservation.reservation WHERE musical_id = ?", show.musicalId());
    }

    /** For how many of them the provider has said yes. */
    public long approved(Show show) {
        return number(APPROVED, show.musicalId());
    }

    /** How many of them have come all the way: paid, told of, confirmed everywhere and in the customer's view. */
    public long whole(Show show) {
        return number(WHOLE, show.musicalId());
    }

    /**
     * All that the customers' view has.
     *
     * @param events how many
     * @param sum of all of them; of others it is another
     */
    public record Stories(long events, String sum) {}

    /** As they are now. */
    public Stories stories() {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(STORIES)) {
            answer.next();
            return new Stories(answer.getLong(1), answer.getString(2));
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /**
     * Holds what is stored against what was acknowledged, once all is at rest.
     *
     * @param cut connections that were cut, each of which may have been about to bring an acknowledgement
     * @throws Refused if a reservation was lost or doubled, a seat is astray, or a saga did not end
     */
    public void balance(Show show, long acknowledged, long cut) {
        long stored = stored(show);
        if (stored < acknowledged || stored > acknowledged + cut) {
            throw new Refused("%d reservations were acknowledged and %d are stored".formatted(acknowledged, stored));
        }
        if (number("SELECT 1 WHERE (" + SEATS.strip() + ")", show.musicalId()) != 1) {
            throw new Refused("the seats that are sold and those that are left are not all there are");
        }
        long whole = whole(show);
        if (whole != stored) {
            throw new Refused("of %d reservations %d have come all the way".formatted(stored, whole));
        }
    }

    /** Refuses to measure a PostgreSQL that forgets. */
    public void requireDurability() {
        for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            if (!isTrue("SELECT current_setting('" + setting + "') = 'on'")) {
                throw new Refused(setting + " is off: what is measured here is durable");
            }
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new Refused("the product's database cannot be left: " + e.getMessage());
        }
    }

    private boolean isTrue(String question) {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private long number(String question, long musicalId) {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setLong(1, musicalId);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() ? answer.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private static Refused unreadable(SQLException cause) {
        return new Refused("the product's database cannot be read: " + cause.getMessage());
    }
}
