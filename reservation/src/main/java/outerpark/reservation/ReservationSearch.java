package outerpark.reservation;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.http.Page;
import outerpark.http.Violations;
import outerpark.reservation.domain.Reservation;

/**
 * What the manager looks for. Text finds a booking id, or the beginning of a name, an e-mail address (whatever the
 * case) or, if there are no letters in it, a phone number (digits alone count).
 */
record ReservationSearch(
        @Nullable Long musicalId,
        @Nullable Status status,
        @Nullable String text) {

    enum Status {
        RESERVED,
        CONFIRMED,
        CANCELLED
    }

    /** How many reservations and seats there are, by status, and how fast they come. */
    record Counts(Map<Status, Count> byStatus, double reservationsPerSecond) {}

    record Count(long reservations, long seats) {}

    private static final int RATE_SECONDS = 60;
    private static final int PHONE_DIGITS_MIN = 3;
    private static final String NEWEST_FIRST = " ORDER BY reserved_at DESC, reservation_id DESC";

    Page.Of<Reservation> page(Connection c, Page page) throws SQLException {
        try (PreparedStatement select = prepare(
                        c,
                        "SELECT " + ReservationStore.COLUMNS,
                        NEWEST_FIRST + " LIMIT " + page.size() + " OFFSET " + page.offset());
                PreparedStatement count = prepare(c, "SELECT count(*)", "");
                ResultSet total = count.executeQuery()) {
            total.next();
            return new Page.Of<>(ReservationStore.read(select), total.getLong(1));
        }
    }

    /** The next reservations after {@code last}, newest first; null begins. */
    List<Reservation> after(Connection c, @Nullable Reservation last, int limit) throws SQLException {
        String from = last == null ? "" : " AND (reserved_at, reservation_id) < (?, ?)";
        try (PreparedStatement select = prepare(
                c, "SELECT " + ReservationStore.COLUMNS, from + NEWEST_FIRST + " LIMIT " + limit, placeOf(last))) {
            return ReservationStore.read(select);
        }
    }

    private static List<Object> placeOf(@Nullable Reservation last) {
        return last == null
                ? List.of()
                : List.of(
                        Timestamp.from(last.booking().reservedAt()),
                        last.booking().reservationId());
    }

    static Counts counts(Connection c, @Nullable Long musicalId) throws SQLException {
        ReservationSearch all = new ReservationSearch(musicalId, null, null);
        try (PreparedStatement counts = all.prepare(c, "SELECT status, count(*), sum(seats)", " GROUP BY status");
                PreparedStatement recent = all.prepare(
                        c, "SELECT count(*)", " AND reserved_at > now() - interval '" + RATE_SECONDS + " seconds'")) {
            Map<Status, Count> byStatus = new TreeMap<>();
            for (Status status : Status.values()) {
                byStatus.put(status, new Count(0, 0));
            }
            try (ResultSet row = counts.executeQuery()) {
                while (row.next()) {
                    byStatus.put(Status.valueOf(row.getString(1)), new Count(row.getLong(2), row.getLong(3)));
                }
            }
            try (ResultSet row = recent.executeQuery()) {
                row.next();
                return new Counts(byStatus, row.getLong(1) / (double) RATE_SECONDS);
            }
        }
    }

    /** Reads the query parameters. */
    static ReservationSearch of(
            Violations violations, @Nullable String musicalId, @Nullable String status, @Nullable String text) {
        return new ReservationSearch(
                musicalIdOf(violations, musicalId), statusOf(violations, status), violations.textIfAny(text, "q", 254));
    }

    static @Nullable Long musicalIdOf(Violations violations, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return violations.numberIfAny(Long.parseLong(text), "musicalId", 1, Long.MAX_VALUE);
        } catch (NumberFormatException e) {
            violations.add("musicalId", "must be a positive whole number");
            return null;
        }
    }

    private static @Nullable Status statusOf(Violations violations, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        for (Status status : Status.values()) {
            if (status.name().equals(text)) {
                return status;
            }
        }
        violations.add("status", "must be RESERVED, CONFIRMED or CANCELLED");
        return null;
    }

    private PreparedStatement prepare(Connection c, String select, String rest) throws SQLException {
        return prepare(c, select, rest, List.of());
    }

    private PreparedStatement prepare(Connection c, String select, String rest, List<Object> valuesOfRest)
            throws SQLException {
        StringBuilder where = new StringBuilder(" FROM reservation WHERE status <> 'ABANDONED'");
        List<Object> values = new ArrayList<>();
        if (musicalId != null) {
            where.append(" AND musical_id = ?");
            values.add(musicalId);
        }
        if (status != null) {
            where.append(" AND status = ?");
            values.add(status.name());
        }
        if (text != null) {
            addText(where, values, text);
        }
        values.addAll(valuesOfRest);
        PreparedStatement statement = c.prepareStatement(select + where + rest);
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return statement;
    }

    private static void addText(StringBuilder where, List<Object> values, String text) {
        UUID id = new Violations().uuidIfAny(text, "q");
        if (id != null) {
            where.append(" AND reservation_id = ?");
            values.add(id);
            return;
        }
        where.append(" AND (lower(customer_name) LIKE lower(?) OR lower(customer_email) LIKE lower(?)");
        values.add(beginsWith(text));
        values.add(beginsWith(text));
        String digits = text.replaceAll("[^0-9]", "");
        if (digits.length() >= PHONE_DIGITS_MIN && text.codePoints().noneMatch(Character::isLetter)) {
            where.append(" OR regexp_replace(customer_phone, '[^0-9]', '', 'g') LIKE ?");
            values.add(digits + "%");
        }
        where.append(')');
    }

    private static String beginsWith(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
}
