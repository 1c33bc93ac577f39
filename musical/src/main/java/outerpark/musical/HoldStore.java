package outerpark.musical;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import outerpark.common.database.RoundTrip;
import outerpark.common.database.SqlArrays;
import outerpark.contracts.calls.SeatHolds.TakeSeats;
import outerpark.musical.domain.Hold;
import outerpark.musical.domain.Musical;
import outerpark.musical.domain.SeatLedger;

/** Holds in SQL. Takes and releases are serialized by the lock of their show; see {@link MusicalStore#lock}. */
final class HoldStore {

    private static final String FIND = "SELECT hold_id, musical_id, seats, state FROM hold WHERE hold_id = ANY (?)";

    private HoldStore() {}

    /** Loads what the requests touch, with the shows locked. */
    static SeatLedger ledger(Connection c, Collection<TakeSeats> requests) throws SQLException {
        Set<Long> musicalIds = requests.stream().map(TakeSeats::musicalId).collect(Collectors.toSet());
        try (PreparedStatement select = c.prepareStatement(MusicalStore.LOCK + ';' + FIND)) {
            select.setArray(1, SqlArrays.bigints(c, musicalIds, id -> id));
            select.setArray(2, SqlArrays.uuids(c, requests, TakeSeats::holdId));
            select.execute();
            List<Musical> shows = MusicalStore.read(select.getResultSet());
            select.getMoreResults();
            return new SeatLedger(shows, read(select.getResultSet()));
        }
    }

    /** Writes what the ledger decided. */
    static void save(Connection c, SeatLedger ledger) throws SQLException {
        RoundTrip trip = new RoundTrip(c);
        if (!ledger.created().isEmpty()) {
            insert(trip, c, ledger.created());
        }
        if (!ledger.released().isEmpty()) {
            markReleased(trip, c, ledger.released());
        }
        if (!ledger.reservableChange().isEmpty()) {
            MusicalStore.changeReservable(
                    trip, c, new ArrayList<>(ledger.reservableChange().entrySet()));
        }
        trip.execute();
    }

    /**
     * Pending holds become confirmed; others stay what they are. Locks in one order for everybody.
     *
     * <p>Does not say {@code state = 'PENDING'}: the index of pending holds would then look like the short way, and
     * after a rush it holds nearly all that there are.
     */
    static void confirm(Connection c, Collection<UUID> holdIds) throws SQLException {
        try (PreparedStatement update = c.prepareStatement("""
                UPDATE hold SET state = 'CONFIRMED'
                 WHERE hold_id IN (SELECT hold_id FROM hold
                                    WHERE hold_id = ANY (?) AND state NOT IN ('CONFIRMED', 'RELEASED')
                                    ORDER BY hold_id FOR NO KEY UPDATE)
                """)) {
            update.setArray(1, SqlArrays.uuids(c, holdIds, id -> id));
            update.executeUpdate();
        }
    }

    /** Holds that have been pending for longer than that, the oldest first. */
    static List<TakeSeats> pendingLongerThan(Connection c, Duration age, int limit) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("""
                SELECT hold_id, musical_id, seats FROM hold
                 WHERE state = 'PENDING' AND taken_at < now() - make_interval(secs => ?)
                 ORDER BY taken_at LIMIT ?
                """)) {
            select.setDouble(1, age.toMillis() / 1000.0);
            select.setInt(2, limit);
            List<TakeSeats> pending = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    pending.add(new TakeSeats(
                            row.getObject("hold_id", UUID.class), row.getLong("musical_id"), row.getInt("seats")));
                }
            }
            return pending;
        }
    }

    /** Forgets holds released longer ago than that, {@code limit} at most; returns how many. */
    static int forgetReleasedLongerThan(Connection c, Duration age, int limit) throws SQLException {
        try (PreparedStatement delete = c.prepareStatement("""
                DELETE FROM hold WHERE hold_id IN
                       (SELECT hold_id FROM hold
                         WHERE state = 'RELEASED' AND released_at < now() - make_interval(secs => ?)
                         ORDER BY released_at LIMIT ?)
                """)) {
            delete.setDouble(1, age.toMillis() / 1000.0);
            delete.setInt(2, limit);
            return delete.executeUpdate();
        }
    }

    /** One statement, so that it sees one moment. */
    static Optional<SeatCount> countSeats(Connection c, long musicalId) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("""
                SELECT seat_capacity, reservable_seat,
                       coalesce(sum(seats) FILTER (WHERE state = 'PENDING'), 0) AS pending,
                       coalesce(sum(seats) FILTER (WHERE state = 'CONFIRMED'), 0) AS confirmed
                  FROM musical LEFT JOIN hold USING (musical_id)
                 WHERE musical_id = ? GROUP BY musical.musical_id
                """)) {
            select.setLong(1, musicalId);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new SeatCount(
                                row.getInt("seat_capacity"),
                                row.getInt("reservable_seat"),
                                row.getLong("pending"),
                                row.getLong("confirmed")))
                        : Optional.empty();
            }
        }
    }

    /**
     * Of all shows together.
     *
     * @param oldestPendingSeconds 0 if no hold is pending
     */
    record Totals(
            long reservableSeats,
            long pendingSeats,
            long confirmedSeats,
            long pendingHolds,
            double oldestPendingSeconds) {}

    /** Reads the shows and the pending holds; confirmed holds, which are many, are what is left. */
    static Totals totals(Connection c) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("""
                        SELECT reservable, pending, held - pending, holds, oldest
                          FROM (SELECT coalesce(sum(reservable_seat), 0) AS reservable,
                                       coalesce(sum(seat_capacity - reservable_seat), 0) AS held FROM musical) AS shows,
                               (SELECT coalesce(sum(seats), 0) AS pending, count(*) AS holds,
                                       coalesce(extract(epoch FROM now() - min(taken_at)), 0) AS oldest
                                  FROM hold WHERE state = 'PENDING') AS pending_holds
                        """);
                ResultSet row = select.executeQuery()) {
            row.next();
            return new Totals(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getDouble(5));
        }
    }

    private static List<Hold> read(ResultSet row) throws SQLException {
        List<Hold> holds = new ArrayList<>();
        while (row.next()) {
            holds.add(hold(row));
        }
        return holds;
    }

    private static Hold hold(ResultSet row) throws SQLException {
        UUID holdId = row.getObject("hold_id", UUID.class);
        long musicalId = row.getLong("musical_id");
        int seats = row.getInt("seats");
        String state = row.getString("state");
        return switch (state) {
            case "PENDING" -> new Hold.Pending(holdId, musicalId, seats);
            case "CONFIRMED" -> new Hold.Confirmed(holdId, musicalId, seats);
            case "RELEASED" -> new Hold.Released(holdId, musicalId, seats);
            default -> throw new IllegalStateException("a hold in state " + state);
        };
    }

    private static void insert(RoundTrip trip, Connection c, List<Hold> holds) throws SQLException {
        trip.add(
                """
                INSERT INTO hold (hold_id, musical_id, seats, state, released_at)
                SELECT hold_id, musical_id, seats, state, CASE WHEN state = 'RELEASED' THEN now() END
                  FROM unnest(?::uuid[], ?::bigint[], ?::int[], ?::text[]) AS t (hold_id, musical_id, seats, state)
                """,
                SqlArrays.uuids(c, holds, Hold::holdId),
                SqlArrays.bigints(c, holds, Hold::musicalId),
                SqlArrays.ints(c, holds, Hold::seats),
                SqlArrays.texts(c, holds, HoldStore::stateOf));
    }

    /** Locks in the same order as {@link #confirm}, which does not wait for the show. */
    private static void markReleased(RoundTrip trip, Connection c, List<Hold.Released> holds) throws SQLException {
        trip.add("""
                UPDATE hold SET state = 'RELEASED', released_at = now()
                 WHERE hold_id IN (SELECT hold_id FROM hold WHERE hold_id = ANY (?)
                                    ORDER BY hold_id FOR NO KEY UPDATE)
                """, SqlArrays.uuids(c, holds, Hold::holdId));
    }

    private static String stateOf(Hold hold) {
        return switch (hold) {
            case Hold.Pending pending -> "PENDING";
            case Hold.Confirmed confirmed -> "CONFIRMED";
            case Hold.Released released -> "RELEASED";
        };
    }
}
