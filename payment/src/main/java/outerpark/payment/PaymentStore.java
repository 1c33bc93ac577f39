package outerpark.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.SqlArrays;
import outerpark.http.Page;
import outerpark.payment.domain.Payment;

/**
 * Payments in SQL. Whoever locks several does so in the order of their reservations, or skips those that are locked.
 */
final class PaymentStore {

    /** What never changes comes first. */
    private static final String COLUMNS = """
            reservation_id, payment_id, amount, method, opened_at,
            state, may_be_taken, is_due, is_cancelled, checkout, closes_at, payment_key, decline_reason, money,
            provider_note, attempts, claims, claimed, turn_at, revision, updated_at,
            correlation_id, causation_id, traceparent
            """;

    private static final String INSERT = """
            INSERT INTO payment (%s)
            SELECT reservation_id, payment_id, amount, method, opened_at,
                   state, may_be_taken, is_due, is_cancelled, checkout::json, closes_at, payment_key, decline_reason,
                   money, provider_note, attempts, claims, claimed, turn_at, revision, updated_at,
                   correlation_id, causation_id, traceparent
              FROM unnest(?::uuid[], ?::uuid[], ?::bigint[], ?::text[], ?::timestamptz[],
                          ?::text[], ?::bool[], ?::bool[], ?::bool[], ?::text[], ?::timestamptz[], ?::text[], ?::text[],
                          ?::bigint[], ?::text[], ?::int[], ?::int[], ?::bool[], ?::timestamptz[], ?::bigint[],
                          ?::timestamptz[], ?::text[], ?::uuid[], ?::text[]) AS t (%s)
            """.formatted(COLUMNS, COLUMNS);

    private static final String UPDATE = """
            UPDATE payment p
               SET state = t.state, may_be_taken = t.may_be_taken, is_due = t.is_due, is_cancelled = t.is_cancelled,
                   checkout = t.checkout::json, closes_at = t.closes_at, payment_key = t.payment_key,
                   decline_reason = t.decline_reason, money = t.money, provider_note = t.provider_note,
                   attempts = t.attempts, claims = t.claims, claimed = t.claimed, turn_at = t.turn_at,
                   revision = t.revision, updated_at = t.updated_at, correlation_id = t.correlation_id,
                   causation_id = t.causation_id, traceparent = t.traceparent
              FROM unnest(?::uuid[], ?::text[], ?::bool[], ?::bool[], ?::bool[], ?::text[], ?::timestamptz[], ?::text[],
                          ?::text[], ?::bigint[], ?::text[], ?::int[], ?::int[], ?::bool[], ?::timestamptz[],
                          ?::bigint[], ?::timestamptz[], ?::text[], ?::uuid[], ?::text[])
                   AS t (reservation_id, state, may_be_taken, is_due, is_cancelled, checkout, closes_at, payment_key,
                         decline_reason, money, provider_note, attempts, claims, claimed, turn_at, revision,
                         updated_at, correlation_id, causation_id, traceparent)
             WHERE p.reservation_id = t.reservation_id
            """;

    private PaymentStore() {}

    /** The payments of those reservations that have one, locked until the transaction ends. */
    static List<Payment> lock(Connection c, Collection<UUID> reservationIds) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("SELECT " + COLUMNS
                + " FROM payment WHERE reservation_id = ANY (?) ORDER BY reservation_id FOR NO KEY UPDATE")) {
            select.setArray(1, SqlArrays.uuids(c, reservationIds, id -> id));
            return read(select);
        }
    }

    /**
     * Payments never tried before whose turn has come, the oldest first, locked; those locked by others are left out.
     */
    static List<Payment> lockNew(Connection c, Instant now, int limit) throws SQLException {
        return lockTurns(c, "state = 'PENDING'", now, limit);
    }

    /** As {@link #lockNew}, for payments tried before. */
    static List<Payment> lockAgain(Connection c, Instant now, int limit) throws SQLException {
        return lockTurns(c, "state <> 'PENDING'", now, limit);
    }

    static Optional<Payment> find(Connection c, UUID paymentId) throws SQLException {
        return findBy(c, "payment_id", paymentId);
    }

    static Optional<Payment> findByReservation(Connection c, UUID reservationId) throws SQLException {
        return findBy(c, "reservation_id", reservationId);
    }

    static void insert(Connection c, Collection<Payment> payments) throws SQLException {
        if (payments.isEmpty()) {
            return;
        }
        List<PaymentRow> rows = payments.stream().map(PaymentRow::of).toList();
        try (PreparedStatement insert = c.prepareStatement(INSERT)) {
            insert.setArray(1, SqlArrays.uuids(c, payments, Payment::reservationId));
            insert.setArray(
                    2, SqlArrays.uuids(c, payments, payment -> payment.bill().paymentId()));
            insert.setArray(
                    3, SqlArrays.bigints(c, payments, payment -> payment.bill().amount()));
            insert.setArray(
                    4, SqlArrays.texts(c, payments, payment -> payment.bill().method()));
            insert.setArray(
                    5, SqlArrays.instants(c, payments, payment -> payment.bill().openedAt()));
            setWhatChanges(c, insert, 6, rows);
            insert.executeUpdate();
        }
    }

    static void update(Connection c, Collection<Payment> payments) throws SQLException {
        if (payments.isEmpty()) {
            return;
        }
        List<PaymentRow> rows = payments.stream().map(PaymentRow::of).toList();
        try (PreparedStatement update = c.prepareStatement(UPDATE)) {
            update.setArray(1, SqlArrays.uuids(c, payments, Payment::reservationId));
            setWhatChanges(c, update, 2, rows);
            update.executeUpdate();
        }
    }

    private static void setWhatChanges(Connection c, PreparedStatement s, int first, List<PaymentRow> rows)
            throws SQLException {
        int i = first;
        s.setArray(i++, SqlArrays.texts(c, rows, row -> row.state().name()));
        s.setArray(i++, SqlArrays.bools(c, rows, PaymentRow::mayBeTaken));
        s.setArray(i++, SqlArrays.bools(c, rows, PaymentRow::isDue));
        s.setArray(i++, SqlArrays.bools(c, rows, PaymentRow::isCancelled));
        s.setArray(i++, SqlArrays.texts(c, rows, PaymentRow::checkout));
        s.setArray(i++, SqlArrays.instants(c, rows, PaymentRow::closesAt));
        s.setArray(i++, SqlArrays.texts(c, rows, PaymentRow::paymentKey));
        s.setArray(i++, SqlArrays.texts(c, rows, PaymentRow::declineReason));
        s.setArray(i++, SqlArrays.bigints(c, rows, PaymentRow::money));
        s.setArray(i++, SqlArrays.texts(c, rows, row -> row.payment().providerNote()));
        s.setArray(i++, SqlArrays.ints(c, rows, row -> row.payment().attempts()));
        s.setArray(i++, SqlArrays.ints(c, rows, row -> row.payment().turn().claims()));
        s.setArray(i++, SqlArrays.bools(c, rows, row -> row.payment().turn().claimed()));
        s.setArray(i++, SqlArrays.instants(c, rows, row -> row.payment().turn().at()));
        s.setArray(i++, SqlArrays.bigints(c, rows, row -> row.payment().revision()));
        s.setArray(i++, SqlArrays.instants(c, rows, row -> row.payment().updatedAt()));
        s.setArray(i++, SqlArrays.texts(c, rows, row -> row.payment().cause().correlationId()));
        s.setArray(i++, SqlArrays.uuids(c, rows, row -> row.payment().cause().causationId()));
        s.setArray(i, SqlArrays.texts(c, rows, row -> row.payment().cause().traceparent()));
    }

    private static List<Payment> lockTurns(Connection c, String which, Instant now, int limit) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("SELECT " + COLUMNS + " FROM payment WHERE " + which
                + " AND turn_at <= ? ORDER BY turn_at LIMIT ? FOR NO KEY UPDATE SKIP LOCKED")) {
            select.setTimestamp(1, Timestamp.from(now));
            select.setInt(2, limit);
            return read(select);
        }
    }

    private static Optional<Payment> findBy(Connection c, String key, UUID id) throws SQLException {
        try (PreparedStatement select =
                c.prepareStatement("SELECT " + COLUMNS + " FROM payment WHERE " + key + " = ?")) {
            select.setObject(1, id);
            return read(select).stream().findFirst();
        }
    }

    private static List<Payment> read(PreparedStatement select) throws SQLException {
        List<Payment> payments = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                payments.add(PaymentRow.read(row));
            }
        }
        return payments;
    }

    /** The payments in that trouble, those first that are tried again first. */
    static Page.Of<Payment> inTrouble(Connection c, Trouble trouble, Page page) throws SQLException {
        String from = " FROM payment WHERE state <> 'PENDING' AND turn_at IS NOT NULL AND state = ?";
        try (PreparedStatement select = c.prepareStatement(
                        "SELECT " + COLUMNS + from + " ORDER BY turn_at, reservation_id LIMIT ? OFFSET ?");
                PreparedStatement count = c.prepareStatement("SELECT count(*)" + from)) {
            select.setString(1, trouble.name());
            select.setInt(2, page.size());
            select.setLong(3, page.offset());
            count.setString(1, trouble.name());
            try (ResultSet total = count.executeQuery()) {
                total.next();
                return new Page.Of<>(read(select), total.getLong(1));
            }
        }
    }

    /** What a payment can be in that is tried again by itself. */
    enum Trouble {
        DEFERRED,
        REFUND_FAILED
    }

    /**
     * What the provider is to do, or is doing.
     *
     * @param count payments that wait for it
     * @param since the oldest of them does
     * @param refundsFailed refunds that did not go through and are tried again
     */
    record Waiting(long count, @Nullable Instant since, long refundsFailed) {}

    /** Counts by the partial indexes alone, so it costs no more than there are waiting payments. */
    static Waiting waiting(Connection c) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("""
                        SELECT count(*) FILTER (WHERE state <> 'REFUND_FAILED'),
                               min(opened_at) FILTER (WHERE state <> 'REFUND_FAILED'),
                               count(*) FILTER (WHERE state = 'REFUND_FAILED')
                          FROM (SELECT state, opened_at FROM payment WHERE state = 'PENDING'
                                UNION ALL
                                SELECT state, opened_at FROM payment
                                 WHERE state <> 'PENDING' AND turn_at IS NOT NULL
                                   AND state IN ('DEFERRED', 'REFUND_FAILED')) t
                        """);
                ResultSet row = select.executeQuery()) {
            row.next();
            Timestamp since = row.getTimestamp(2);
            return new Waiting(row.getLong(1), since == null ? null : since.toInstant(), row.getLong(3));
        }
    }
}
