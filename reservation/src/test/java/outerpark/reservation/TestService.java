package outerpark.reservation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import outerpark.common.TestPostgres;
import outerpark.common.batching.Rush;
import outerpark.common.database.Database;
import outerpark.common.events.EventSignals;
import outerpark.common.events.Outbox;
import outerpark.contracts.Ids;
import outerpark.contracts.calls.SeatHolds;
import outerpark.contracts.events.Cause;
import outerpark.reservation.domain.Booking;
import outerpark.reservation.domain.Customer;
import outerpark.reservation.domain.IdempotencyKey;
import outerpark.reservation.domain.Reservation;

/** An instance of the reservation service, without HTTP, on a real database; for the tests of this package. */
final class TestService implements AutoCloseable {

    static final Instant AT = Instant.parse("2026-11-22T09:00:00.123456Z");
    static final long SHOW = 1003;
    static final Customer KIM = new Customer("Kim", "kim@example.com", "010-1234-5678", null);

    final Database database;
    final Outbox outbox;
    final ReservationChanges changes;
    final ReservationHoldFates fates;
    final Cancelling cancelling;
    final UnpaidWatch unpaid;
    final Placing placing;
    final TokenRequests tokens;
    final ReservationContacts contacts;

    /** An instance whose every part uses the one database. */
    TestService(Database database, SeatHolds seats, Limits limits) {
        this(database, database, seats, limits);
    }

    /** An instance that stores reservations through a database of their own. */
    TestService(Database database, Database forStores, SeatHolds seats, Limits limits) {
        this(database, forStores, database, seats, limits);
    }

    /** An instance that stores, and finds out about unknown outcomes, through databases of their own. */
    TestService(Database database, Database forStores, Database forFates, SeatHolds seats, Limits limits) {
        Clock clock = Clock.fixed(AT, ZoneOffset.UTC);
        MeterRegistry metrics = new SimpleMeterRegistry();
        this.database = database;
        this.outbox = new Outbox(database, new EventSignals());
        this.changes = new ReservationChanges(outbox, clock, limits, new SagaMeters(clock, metrics));
        this.fates = new ReservationHoldFates(forFates);
        this.cancelling = new Cancelling(database, changes, limits);
        this.tokens = new TokenRequests(database, outbox, clock, limits);
        this.contacts = new ReservationContacts(database);
        this.unpaid = new UnpaidWatch(database, limits, metrics);
        this.placing = new Placing(
                forStores,
                outbox,
                seats,
                new UnknownStores(fates, cancelling, limits),
                unpaid,
                clock,
                limits,
                new Rush(64),
                metrics);
    }

    static Database newDatabase() {
        return TestPostgres.database("reservation", "db/events", "db/reservation");
    }

    @Override
    public void close() {
        placing.stop(new ShutdownEvent());
        cancelling.stop(new ShutdownEvent());
    }

    PlaceResult place(PlaceRequest request) {
        return placing.place(request).join();
    }

    Reservation placed(PlaceRequest request) {
        if (place(request) instanceof PlaceResult.Placed(Reservation reservation)) {
            return reservation;
        }
        throw new AssertionError("not placed");
    }

    Optional<Reservation> find(UUID reservationId) {
        return database.read(c -> ReservationStore.find(c, List.of(reservationId))).stream()
                .findFirst();
    }

    /** Types of the events told so far, in order. */
    List<String> told() {
        return ask(database, "SELECT type FROM outbox ORDER BY id");
    }

    static PlaceRequest request(int seats) {
        return new PlaceRequest(Ids.next(), null, null, SHOW, seats, KIM, "CARD", cause());
    }

    /** A request with an idempotency key. */
    static PlaceRequest request(UUID key, int seats) {
        return new PlaceRequest(
                IdempotencyKey.reservationId(key, "guest"),
                null,
                IdempotencyKey.bodyHash(SHOW, seats, KIM, "CARD"),
                SHOW,
                seats,
                KIM,
                "CARD",
                cause());
    }

    static Cause cause() {
        return new Cause("correlation", null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    static Reservation.Reserved reserved(long musicalId, int seats, Customer customer, Instant payBy) {
        return Reservation.place(
                new Booking(
                        Ids.next(),
                        Ids.next(),
                        musicalId,
                        seats,
                        seats * 50_000L,
                        customer,
                        null,
                        null,
                        AT,
                        "correlation",
                        null),
                payBy);
    }

    static Reservation.Reserved store(Database database, Reservation.Reserved reservation) {
        database.run(t -> ReservationStore.insert(t.connection(), List.of(reservation)));
        return reservation;
    }

    static void execute(Database database, String sql) {
        database.run(t -> {
            try (Statement statement = t.connection().createStatement()) {
                statement.execute(sql);
            }
        });
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
