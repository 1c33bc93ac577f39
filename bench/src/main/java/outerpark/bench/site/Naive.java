package outerpark.bench.site;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.console.Refused;

/**
 * What a careful engineer writes first: each reservation a transaction of its own, one statement that takes the seats
 * of the one row, inserts the reservation and its event. It cannot oversell, and every commit waits for the row's lock
 * and the disk.
 */
public final class Naive {

    private static final int CLIENTS = 32;
    private static final String DATABASE = "bench_naive";

    private static final String TABLES = """
            DROP TABLE IF EXISTS event, reservation, musical;
            CREATE TABLE musical (musical_id bigint PRIMARY KEY, reservable_seat integer NOT NULL
                                  CHECK (reservable_seat >= 0));
            CREATE TABLE reservation (reservation_id uuid PRIMARY KEY, musical_id bigint NOT NULL,
                                      seats integer NOT NULL, amount bigint NOT NULL, status text NOT NULL,
                                      customer_name text, customer_email text,
                                      reserved_at timestamptz NOT NULL DEFAULT now());
            CREATE TABLE event (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type text NOT NULL,
                                subject uuid NOT NULL, occurred_at timestamptz NOT NULL DEFAULT now(),
                                data json NOT NULL);
            INSERT INTO musical VALUES (1, 1000000000);
            """;

    private static final String RESERVE = """
            WITH taken AS (
                UPDATE musical SET reservable_seat = reservable_seat - 1
                 WHERE musical_id = 1 AND reservable_seat >= 1 RETURNING musical_id),
            placed AS (
                INSERT INTO reservation (reservation_id, musical_id, seats, amount, status,
                                         customer_name, customer_email)
                SELECT ?, musical_id, 1, 50000, 'RESERVED', 'Kim Minji', 'minji@example.com' FROM taken
                RETURNING reservation_id, musical_id)
            INSERT INTO event (type, subject, data)
            SELECT 'ReservationPlaced', reservation_id,
                   json_build_object('reservationId', reservation_id, 'musicalId', musical_id, 'seats', 1)
              FROM placed
            """;

    private final DatabaseAddress database;

    private Naive(DatabaseAddress database) {
        this.database = database;
    }

    /** In a database of its own on the product's server. */
    public static Naive beside(DatabaseAddress product) {
        try (Connection connection = product.connect();
                Statement statement = connection.createStatement()) {
            if (!statement
                    .executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")
                    .next()) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        } catch (SQLException e) {
            throw new Refused("there is no database for the baseline: " + e.getMessage());
        }
        String url = product.jdbcUrl().replaceFirst("/[^/?]+(\\?|$)", "/" + DATABASE + "$1");
        return new Naive(new DatabaseAddress(url, product.user(), product.password()));
    }

    /** Reservations a second, from fresh tables. */
    public double rate(Duration time) {
        try {
            makeTables();
            return run(time) / (time.toNanos() / 1e9);
        } catch (SQLException | ExecutionException e) {
            throw new Refused("the baseline cannot be measured: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
    }

    private void makeTables() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLES);
        }
    }

    private long run(Duration time) throws SQLException, ExecutionException, InterruptedException {
        List<Connection> connections = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                connections.add(database.connect());
            }
            long endAt = System.nanoTime() + time.toNanos();
            List<Future<Long>> reserved = connections.stream()
                    .map(connection -> clients.submit(() -> reserve(connection, endAt)))
                    .toList();
            long sum = 0;
            for (Future<Long> of : reserved) {
                sum += of.get();
            }
            return sum;
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    /** The driver prepares the statement on the server with its fifth use. */
    private static long reserve(Connection connection, long endAt) throws SQLException {
        long reserved = 0;
        try (PreparedStatement statement = connection.prepareStatement(RESERVE)) {
            while (System.nanoTime() < endAt) {
                statement.setObject(1, UUID.randomUUID());
                reserved += statement.executeUpdate();
            }
        }
        return reserved;
    }
}
