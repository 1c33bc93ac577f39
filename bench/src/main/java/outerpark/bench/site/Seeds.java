package outerpark.bench.site;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.LongStream;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.console.Refused;

/** A past, as if shows had been registered and sold: written where the product would have written it. */
public final class Seeds implements AutoCloseable {

    /** All ids have as many digits, so that requests for any of them are as long. */
    private static final long FIRST_SHOW = 10_000_000_000L;

    private static final long SHOW_SOLD = FIRST_SHOW - 1;
    private static final int SEATS = 1_000_000;
    private static final int ASKED_FOR = 1_000;

    private static final String SHOWS = """
            INSERT INTO musical.musical (musical_id, name, price, seat_capacity, reservable_seat,
                                         max_seats_per_reservation, status, revision, registered_at)
            SELECT id, 'bench', 50000, ?::int, ?::int, 10000, 'ON_SALE', 1, now()
              FROM generate_series(?::bigint, ?::bigint) AS id
            """;

    /** One statement, so that all of it is there or none. */
    private static final String SOLD = """
            WITH sold AS MATERIALIZED (
                SELECT uuidv7(interval '-30 days') AS reservation_id, uuidv7(interval '-30 days') AS hold_id,
                       now() - interval '30 days' + n * interval '1 millisecond' AS at
                  FROM generate_series(1, ?::bigint) AS n),
            held AS (
                INSERT INTO musical.hold (hold_id, musical_id, seats, state, taken_at)
                SELECT hold_id, ?, 1, 'CONFIRMED', at FROM sold),
            paid AS (
                INSERT INTO payment.payment (reservation_id, payment_id, amount, opened_at, state, may_be_taken, is_due,
                                             is_cancelled, attempts, claims, claimed, revision, updated_at,
                                             correlation_id)
                SELECT reservation_id, hold_id, 50000, at, 'APPROVED', false, false, false, 1, 1, false, 2, at, 'bench'
                  FROM sold),
            shown AS (
                UPDATE musical.musical SET seat_capacity = seat_capacity + ?::int WHERE musical_id = ?)
            INSERT INTO reservation.reservation (reservation_id, hold_id, status, payment, musical_id, seats, amount,
                                                 customer_name, customer_email, reserved_at, pay_by, revision,
                                                 correlation_id)
            SELECT reservation_id, hold_id, 'CONFIRMED', 'APPROVED', ?, 1, 50000, 'Kim Minji', 'minji@example.com', at,
                   at + interval '15 minutes', 2, 'bench' FROM sold
            """;

    private static final String STORED = "SELECT count(*) FROM reservation.reservation";

    /** With all that is stored for a reservation's sake, but for the events. */
    private static final String FORGET = """
            TRUNCATE reservation.reservation, musical.hold, payment.payment, notice.notice, customercenter.story
            """;

    private static final String NOTHING_SOLD = "UPDATE musical.musical SET seat_capacity = reservable_seat";

    private static final long AT_ONCE_MAX = 250_000;

    private final Connection connection;
    private long shows;

    private Seeds(Connection connection) {
        this.connection = connection;
    }

    /** Into the product's database, as its owner. */
    public static Seeds into(DatabaseAddress database) {
        try {
            Seeds seeds = new Seeds(database.connect());
            seeds.execute(SHOWS, 0, 0, SHOW_SOLD, SHOW_SOLD);
            return seeds;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Until there are so many shows. */
    public void growShows(long wanted) {
        execute(SHOWS, SEATS, SEATS, FIRST_SHOW + shows, FIRST_SHOW + wanted - 1);
        execute("ANALYZE musical.musical");
        shows = wanted;
    }

    /** Some of the shows, from the first to the last of them. */
    public List<Show> shows() {
        long step = Math.max(1, shows / ASKED_FOR);
        return LongStream.range(0, Math.min(shows, ASKED_FOR))
                .mapToObj(i -> new Show(FIRST_SHOW + i * step, SEATS))
                .toList();
    }

    /** How many reservations are stored, be they seeds or not. */
    public long stored() {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(STORED)) {
            answer.next();
            return answer.getLong(1);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Until there are so many reservations. Where there are much more, all are forgotten first: nothing may be under
     * way.
     */
    public void growReservations(long wanted) {
        long stored = stored();
        if (stored > wanted + wanted / 2) {
            execute(FORGET);
            execute(NOTHING_SOLD);
            stored = 0;
        }
        while (stored < wanted) {
            long more = Math.min(AT_ONCE_MAX, wanted - stored);
            execute(SOLD, more, SHOW_SOLD, more, SHOW_SOLD, SHOW_SOLD);
            stored += more;
        }
        execute("VACUUM ANALYZE reservation.reservation, musical.hold, payment.payment");
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void execute(String sql, long... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setLong(i + 1, parameters[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static Refused failed(SQLException cause) {
        return new Refused("the product's past cannot be written: " + cause.getMessage());
    }
}
