package outerpark.musical;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.Set;
import outerpark.common.database.RoundTrip;
import outerpark.common.database.SqlArrays;
import outerpark.http.Page;
import outerpark.musical.domain.Musical;

/** Shows in SQL. */
final class MusicalStore {

    private static final String COLUMNS = """
            musical_id, name, price, seat_capacity, reservable_seat, max_seats_per_reservation, status, revision,
            registered_at
            """;

    /** Locks the shows of some ids until the transaction ends; in one order for everybody: none waits for ever. */
    static final String LOCK =
            "SELECT " + COLUMNS + " FROM musical WHERE musical_id = ANY (?) ORDER BY musical_id FOR NO KEY UPDATE";

    private MusicalStore() {}

    /** The shows that exist, locked. */
    static List<Musical> lock(Connection c, Set<Long> musicalIds) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(LOCK)) {
            select.setArray(1, SqlArrays.bigints(c, musicalIds, id -> id));
            return read(select);
        }
    }

    static Optional<Musical> find(Connection c, long musicalId) throws SQLException {
        try (PreparedStatement select =
                c.prepareStatement("SELECT " + COLUMNS + " FROM musical WHERE musical_id = ?")) {
            select.setLong(1, musicalId);
            return read(select).stream().findFirst();
        }
    }

    static Page.Of<Musical> list(Connection c, Page page) throws SQLException {
        try (PreparedStatement select =
                        c.prepareStatement("SELECT " + COLUMNS + " FROM musical ORDER BY musical_id LIMIT ? OFFSET ?");
                PreparedStatement count = c.prepareStatement("SELECT count(*) FROM musical");
                ResultSet total = count.executeQuery()) {
            select.setInt(1, page.size());
            select.setLong(2, page.offset());
            total.next();
            return new Page.Of<>(read(select), total.getLong(1));
        }
    }

    /** Stores a new show; false if its id is taken. */
    static boolean insert(Connection c, Musical musical) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement("INSERT INTO musical (" + COLUMNS
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (musical_id) DO NOTHING")) {
            insert.setLong(1, musical.musicalId());
            insert.setString(2, musical.name());
            insert.setLong(3, musical.price());
            insert.setInt(4, musical.seatCapacity());
            insert.setInt(5, musical.reservableSeat());
            insert.setInt(6, musical.maxSeatsPerReservation());
            insert.setString(7, musical.status().name());
            insert.setLong(8, musical.revision());
            insert.setTimestamp(9, Timestamp.from(musical.registeredAt()));
            return insert.executeUpdate() == 1;
        }
    }

    static void update(Connection c, Musical musical) throws SQLException {
        try (PreparedStatement update = c.prepareStatement("""
                UPDATE musical SET name = ?, price = ?, seat_capacity = ?, reservable_seat = ?,
                                   max_seats_per_reservation = ?, status = ?, revision = ?
                 WHERE musical_id = ?
                """)) {
            update.setString(1, musical.name());
            update.setLong(2, musical.price());
            update.setInt(3, musical.seatCapacity());
            update.setInt(4, musical.reservableSeat());
            update.setInt(5, musical.maxSeatsPerReservation());
            update.setString(6, musical.status().name());
            update.setLong(7, musical.revision());
            update.setLong(8, musical.musicalId());
            update.executeUpdate();
        }
    }

    /** The next id that no show has, after the last one given. */
    static long nextFreeId(Connection c) throws SQLException {
        try (PreparedStatement next = c.prepareStatement("""
                WITH given AS (SELECT nextval('musical_id_given') AS id)
                SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM musical WHERE musical_id = given.id) THEN given.id
                       ELSE setval('musical_id_given',
                                   (SELECT min(m.musical_id) + 1 FROM musical m
                                     WHERE m.musical_id >= given.id AND m.musical_id < 9223372036854775807
                                       AND NOT EXISTS (SELECT 1 FROM musical n
                                                        WHERE n.musical_id = m.musical_id + 1)))
                       END
                  FROM given
                """)) {
            try (ResultSet row = next.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Changes the count of the seats that can be reserved, of each show by so many. */
    static void changeReservable(RoundTrip trip, Connection c, SequencedCollection<Map.Entry<Long, Integer>> changes)
            throws SQLException {
        trip.add(
                """
                UPDATE musical m SET reservable_seat = m.reservable_seat + t.change
                  FROM unnest(?::bigint[], ?::int[]) AS t (musical_id, change)
                 WHERE m.musical_id = t.musical_id
                """, SqlArrays.bigints(c, changes, Map.Entry::getKey), SqlArrays.ints(c, changes, Map.Entry::getValue));
    }

    private static List<Musical> read(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return read(row);
        }
    }

    static List<Musical> read(ResultSet row) throws SQLException {
        List<Musical> musicals = new ArrayList<>();
        while (row.next()) {
            musicals.add(new Musical(
                    row.getLong("musical_id"),
                    row.getString("name"),
                    row.getLong("price"),
                    row.getInt("seat_capacity"),
                    row.getInt("reservable_seat"),
                    row.getInt("max_seats_per_reservation"),
                    Musical.Status.valueOf(row.getString("status")),
                    row.getLong("revision"),
                    row.getTimestamp("registered_at").toInstant()));
        }
        return musicals;
    }
}
