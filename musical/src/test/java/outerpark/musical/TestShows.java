package outerpark.musical;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.contracts.Ids;
import outerpark.contracts.calls.SeatHolds.TakeAnswer;
import outerpark.contracts.calls.SeatHolds.TakeSeats;
import outerpark.musical.domain.Musical;

/** Shows on a real database, for the tests of this package. */
final class TestShows {

    static final int PRICE = 50_000;
    static final Instant AT = Instant.parse("2026-11-22T09:00:00Z");

    private TestShows() {}

    static Database database() {
        return TestPostgres.database("musical", "db/events", "db/musical");
    }

    /** The limits of the service, with those of the pending holds made small enough to be met. */
    record Limits(Duration countEvery, Queue take, Queue release, Pending pending, Released released)
            implements MusicalConfig {

        record QueueLimits(int queueMax, int batchMax) implements Queue {}

        record PendingLimits(Duration askAfter, Duration askEvery, int batchMax) implements Pending {}

        record ReleasedLimits(Duration keep, Duration forgetEvery, int batchMax) implements Released {}

        static Limits askingInBatchesOf(int batchMax) {
            return new Limits(
                    Duration.ofMinutes(1),
                    new QueueLimits(1_000, 50),
                    new QueueLimits(1_000, 50),
                    new PendingLimits(Duration.ofSeconds(10), Duration.ofSeconds(2), batchMax),
                    new ReleasedLimits(Duration.ofHours(24), Duration.ofMinutes(10), 100));
        }

        static Limits usual() {
            return askingInBatchesOf(100);
        }
    }

    static void register(Database database, long musicalId, int seats) {
        database.run(
                t -> MusicalStore.insert(t.connection(), Musical.register(musicalId, "HOT", PRICE, seats, 10_000, AT)));
    }

    static int reservable(Database database, long musicalId) {
        return show(database, musicalId).orElseThrow().reservableSeat();
    }

    static Optional<Musical> show(Database database, long musicalId) {
        return database.read(connection -> MusicalStore.find(connection, musicalId));
    }

    /** Shows whose capacity is not what is reservable plus what is held; there must never be any. */
    static List<String> broken(Database database) {
        return ask(database, """
                SELECT musical_id FROM musical m
                 WHERE seat_capacity <> reservable_seat + (SELECT coalesce(sum(seats), 0) FROM hold h
                                                            WHERE h.musical_id = m.musical_id AND state <> 'RELEASED')
                """);
    }

    static Optional<String> stateOf(Database database, TakeSeats hold) {
        return ask(database, "SELECT state FROM hold WHERE hold_id = '" + hold.holdId() + "'").stream()
                .findFirst();
    }

    static TakeAnswer take(Database database, TakeSeats hold) {
        return database.write(t -> SeatDesk.takeAll(t, List.of(hold))).getFirst();
    }

    static TakeSeats hold(long musicalId, int seats) {
        return new TakeSeats(Ids.next(), musicalId, seats);
    }

    static void execute(Database database, String sql) {
        database.run(t -> {
            try (Statement statement = t.connection().createStatement()) {
                statement.execute(sql);
            }
        });
    }

    /** Makes holds that much older. */
    static void age(Database database, List<UUID> holdIds, Duration by) {
        for (UUID id : holdIds) {
            execute(
                    database,
                    "UPDATE hold SET taken_at = taken_at - interval '" + by.toSeconds()
                            + " s', released_at = released_at" + " - interval '" + by.toSeconds()
                            + " s' WHERE hold_id = '" + id + "'");
        }
    }

    /** The first column, as text. */
    static List<String> ask(Database database, String query) {
        return database.read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                return firstColumn(row);
            }
        });
    }

    private static List<String> firstColumn(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        while (row.next()) {
            values.add(row.getString(1));
        }
        return values;
    }
}
