package outerpark.reservation;

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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.OptimisticInsert;
import outerpark.common.database.SqlArrays;
import outerpark.contracts.events.Event.CancelReason;
import outerpark.reservation.domain.Booking;
import outerpark.reservation.domain.Customer;
import outerpark.reservation.domain.PaymentStatus;
import outerpark.reservation.domain.Reservation;
import outerpark.reservation.domain.Unpaid;

/** Reservations in SQL. */
final class ReservationStore {

    static final String COLUMNS = """
            reservation_id, hold_id, status, reason, payment, musical_id, seats, amount, payment_method, customer_name,
            customer_email, customer_phone, customer_language, body_hash, reserved_at, pay_by, due_asked, revision,
            correlation_id, traceparent
            """;

    private static final String INSERT = "INSERT INTO reservation (" + COLUMNS + ')' + """
            SELECT reservation_id, hold_id, 'RESERVED', NULL, payment, musical_id, seats, amount, payment_method,
                   customer_name, customer_email, customer_phone, customer_language, body_hash, reserved_at, pay_by,
                   false, 1, correlation_id, traceparent
              FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::bigint[], ?::int[], ?::bigint[], ?::text[], ?::text[],
                          ?::text[], ?::text[], ?::text[], ?::uuid[], ?::timestamptz[], ?::timestamptz[], ?::text[],
                          ?::text[])
                   AS t (reservation_id, hold_id, payment, musical_id, seats, amount, payment_method, customer_name,
                         customer_email, customer_phone, customer_language, body_hash, reserved_at, pay_by,
                         correlation_id, traceparent)
             ORDER BY reservation_id
            """;

    private ReservationStore() {}

    /**
     * Stores those whose id and hold are both free; returns the holds of those that are stored. In one order for
     * everybody: two instances that store the same ids wait for each other, and must not do so in a circle.
     */
    static Set<UUID> insert(Connection c, List<Reservation.Reserved> reservations) throws SQLException {
        List<UUID> holds = reservations.stream().map(r -> r.booking().holdId()).toList();
        return OptimisticInsert.insertFree(c, INSERT, "hold_id", holds, columns(c, reservations));
    }

    private static Array[] columns(Connection c, List<Reservation.Reserved> reservations) throws SQLException {
        List<Booking> b = reservations.stream().map(Reservation::booking).toList();
        return new Array[] {
            SqlArrays.uuids(c, b, Booking::reservationId),
            SqlArrays.uuids(c, b, Booking::holdId),
            SqlArrays.texts(c, reservations, r -> r.payment().name()),
            SqlArrays.bigints(c, b, Booking::musicalId),
            SqlArrays.ints(c, b, Booking::seats),
            SqlArrays.bigints(c, b, Booking::amount),
            SqlArrays.texts(c, b, Booking::paymentMethod),
            SqlArrays.texts(c, b, booking -> booking.customer().name()),
            SqlArrays.texts(c, b, booking -> booking.customer().email()),
            SqlArrays.texts(c, b, booking -> booking.customer().phone()),
            SqlArrays.texts(c, b, booking -> booking.customer().language()),
            SqlArrays.uuids(c, b, Booking::bodyHash),
            SqlArrays.instants(c, b, Booking::reservedAt),
            SqlArrays.instants(c, reservations, Reservation::payBy),
            SqlArrays.texts(c, b, Booking::correlationId),
            SqlArrays.texts(c, b, Booking::traceparent)
        };
    }

    static List<Reservation> find(Connection c, Collection<UUID> reservationIds) throws SQLException {
        return select(c, "reservation_id = ANY (?) AND status <> 'ABANDONED'", reservationIds);
    }

    /** The reservations, locked until the transaction ends; in one order for everybody, so that none waits for ever. */
    static List<Reservation> lock(Connection c, Collection<UUID> reservationIds) throws SQLException {
        return select(
                c,
                "reservation_id = ANY (?) AND status <> 'ABANDONED' ORDER BY reservation_id FOR NO KEY UPDATE",
                reservationIds);
    }

    static void update(Connection c, List<Reservation> changed) throws SQLException {
        try (PreparedStatement update = c.prepareStatement("""
                UPDATE reservation r
                   SET status = t.status, reason = t.reason, payment = t.payment, pay_by = t.pay_by,
                       due_asked = t.due_asked, revision = t.revision
                  FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::bool[], ?::bigint[])
                       AS t (reservation_id, status, reason, payment, pay_by, due_asked, revision)
                 WHERE r.reservation_id = t.reservation_id
                """)) {
            Function<Reservation, @Nullable UUID> id = r -> r.booking().reservationId();
            update.setArray(1, SqlArrays.uuids(c, changed, id));
            update.setArray(2, SqlArrays.texts(c, changed, ReservationStore::statusOf));
            update.setArray(3, SqlArrays.texts(c, changed, ReservationStore::reasonOf));
            update.setArray(4, SqlArrays.texts(c, changed, r -> r.payment().name()));
            update.setArray(5, SqlArrays.instants(c, changed, Reservation::payBy));
            update.setArray(
                    6, SqlArrays.bools(c, changed, r -> r instanceof Reservation.Reserved res && res.dueAsked()));
            update.setArray(7, SqlArrays.bigints(c, changed, Reservation::revision));
            update.executeUpdate();
        }
    }

    /** Reservations whose time to pay ran out since {@code after}, their payment not asked to decide yet; locked. */
    static List<Reservation> lockDue(Connection c, Instant after, Instant now, int limit) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("SELECT " + COLUMNS + """
                   FROM reservation WHERE status = 'RESERVED' AND NOT due_asked AND pay_by > ? AND pay_by <= ?
                   ORDER BY pay_by LIMIT ? FOR NO KEY UPDATE SKIP LOCKED
                """)) {
            select.setTimestamp(1, Timestamp.from(after));
            select.setTimestamp(2, Timestamp.from(now));
            select.setInt(3, limit);
            return read(select);
        }
    }

    /** Those that are unpaid, counted up to {@code countMax}, and how old the oldest is by the database's clock now. */
    static Unpaid unpaid(Connection c, long countMax) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("""
                WITH unpaid AS NOT MATERIALIZED (
                    SELECT reserved_at FROM reservation
                     WHERE status = 'RESERVED' AND payment IN ('PENDING', 'DEFERRED'))
                SELECT (SELECT count(*) FROM (SELECT FROM unpaid LIMIT ?) AS counted),
                       (SELECT extract(epoch FROM now() - min(reserved_at)) FROM unpaid)
                """)) {
            select.setLong(1, countMax);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                long millis = (long) (row.getDouble(2) * 1_000);
                return new Unpaid(row.getLong(1), Duration.ofMillis(Math.max(0, millis)));
            }
        }
    }

    /** Of these holds, those that a reservation names. */
    static Set<UUID> holdsStored(Connection c, Collection<UUID> holdIds) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(
                "SELECT hold_id FROM reservation WHERE hold_id = ANY (?) AND status <> 'ABANDONED'")) {
            select.setArray(1, SqlArrays.uuids(c, holdIds, id -> id));
            return ids(select);
        }
    }

    /**
     * Notes that the holds are abandoned; those that a reservation names, or that are noted already, stay as they are.
     */
    static void abandon(Connection c, Collection<UUID> holdIds) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement("""
                INSERT INTO reservation (reservation_id, hold_id, status, reserved_at, revision)
                SELECT hold_id, hold_id, 'ABANDONED', now(), 1 FROM unnest(?::uuid[]) AS t (hold_id)
                ON CONFLICT DO NOTHING
                """)) {
            insert.setArray(1, SqlArrays.uuids(c, holdIds, id -> id));
            insert.executeUpdate();
        }
    }

    static List<Reservation> read(PreparedStatement select) throws SQLException {
        List<Reservation> reservations = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                reservations.add(reservation(row));
            }
        }
        return reservations;
    }

    static String statusOf(Reservation reservation) {
        return switch (reservation) {
            case Reservation.Reserved r -> "RESERVED";
            case Reservation.Confirmed r -> "CONFIRMED";
            case Reservation.Cancelled r -> "CANCELLED";
        };
    }

    static @Nullable String reasonOf(Reservation reservation) {
        return reservation instanceof Reservation.Cancelled cancelled
                ? cancelled.reason().name()
                : null;
    }

    private static List<Reservation> select(Connection c, String where, Collection<UUID> ids) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("SELECT " + COLUMNS + " FROM reservation WHERE " + where)) {
            select.setArray(1, SqlArrays.uuids(c, ids, id -> id));
            return read(select);
        }
    }

    private static Set<UUID> ids(PreparedStatement statement) throws SQLException {
        Set<UUID> ids = new HashSet<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    private static Reservation reservation(ResultSet row) throws SQLException {
        Booking booking = booking(row);
        PaymentStatus payment = PaymentStatus.valueOf(row.getString("payment"));
        Instant payBy = row.getTimestamp("pay_by").toInstant();
        long revision = row.getLong("revision");
        String status = row.getString("status");
        return switch (status) {
            case "RESERVED" -> new Reservation.Reserved(booking, payment, payBy, row.getBoolean("due_asked"), revision);
            case "CONFIRMED" -> new Reservation.Confirmed(booking, payBy, revision);
            case "CANCELLED" ->
                new Reservation.Cancelled(
                        booking, payment, payBy, CancelReason.valueOf(row.getString("reason")), revision);
            default -> throw new IllegalStateException("a reservation in status " + status);
        };
    }

    private static Booking booking(ResultSet row) throws SQLException {
        return new Booking(
                row.getObject("reservation_id", UUID.class),
                row.getObject("hold_id", UUID.class),
                row.getLong("musical_id"),
                row.getInt("seats"),
                row.getLong("amount"),
                new Customer(
                        row.getString("customer_name"),
                        row.getString("customer_email"),
                        row.getString("customer_phone"),
                        row.getString("customer_language")),
                row.getString("payment_method"),
                row.getObject("body_hash", UUID.class),
                row.getTimestamp("reserved_at").toInstant(),
                row.getString("correlation_id"),
                row.getString("traceparent"));
    }
}
