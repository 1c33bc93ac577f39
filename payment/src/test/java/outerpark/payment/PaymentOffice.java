package outerpark.payment;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import outerpark.common.database.Database;
import outerpark.common.events.EventSignals;
import outerpark.common.events.Outbox;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.EventJson;
import outerpark.payment.domain.Command;
import outerpark.payment.domain.Payment;

/** One instance of the payment service without HTTP, its limits short enough for a test. */
final class PaymentOffice implements AutoCloseable {

    static final long AMOUNT = 40_000;
    static final Clock CLOCK = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));

    final Database database;
    final PaymentBook book;
    final ProviderLine line;
    private final PaymentsFollowReservations handler;
    private final PaymentClerk clerk;

    PaymentOffice(Database database, ScriptedProvider provider) {
        this.database = database;
        PaymentConfig config = ShortLimits.CONFIG;
        DueSignal dueSignal = new DueSignal();
        book = new PaymentBook(new Outbox(database, new EventSignals()), dueSignal, CLOCK);
        line = new ProviderLine(provider, config, dueSignal, CLOCK, new SimpleMeterRegistry());
        clerk = new PaymentClerk(database, book, line, config, dueSignal, CLOCK);
        handler = new PaymentsFollowReservations(database, clerk, line);
    }

    void open() {
        clerk.start(new StartupEvent());
    }

    @Override
    public void close() {
        try {
            clerk.stopClaiming(new ShutdownEvent());
            clerk.finishCalls(new ShutdownEvent());
            clerk.stopWriting(new ShutdownEvent());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    UUID place(long amount, String method) {
        UUID reservationId = Ids.next();
        hear(placed(reservationId, amount, method));
        return reservationId;
    }

    void cancel(UUID reservationId) {
        hear(new Event.ReservationCancelled(reservationId, Ids.next(), 1, 1, AMOUNT, Event.CancelReason.CUSTOMER));
    }

    void fallDue(UUID reservationId) {
        hear(new Event.PaymentDue(reservationId));
    }

    void payNow(UUID reservationId, String key) {
        carryOut(new Command.PayNow(reservationId, key));
    }

    /** The events arrive in one batch, each the first of its own story, named after its reservation. */
    void hear(Event... events) {
        List<Envelope> batch = inABatch(events);
        database.run(transaction -> handler.on(transaction, batch));
    }

    /** As {@link #hear}, and then the transaction fails. */
    void hearInVain(Event... events) {
        List<Envelope> batch = inABatch(events);
        database.run(transaction -> {
            handler.on(transaction, batch);
            throw new IllegalStateException("on purpose");
        });
    }

    private static List<Envelope> inABatch(Event... events) {
        return Arrays.stream(events)
                .map(event ->
                        new Cause("story " + event.subject(), Ids.next(), null).leadsTo(event, 1, CLOCK.instant()))
                .toList();
    }

    void carryOut(Command command) {
        database.run(transaction -> book.carryOut(transaction, List.of(command)));
    }

    Payment payment(UUID reservationId) {
        return database.read(connection -> PaymentStore.findByReservation(connection, reservationId))
                .orElseThrow();
    }

    /** What payment has told about the reservation, in order. */
    List<Event> told(UUID reservationId) {
        return told().stream()
                .filter(event -> event.subject().equals(reservationId.toString()))
                .toList();
    }

    /** All that payment has told, in order. */
    List<Event> told() {
        return database.read(PaymentOffice::readTold);
    }

    List<String> toldTypes(UUID reservationId) {
        return told(reservationId).stream().map(EventJson::typeOf).toList();
    }

    static Event.ReservationPlaced placed(UUID reservationId, long amount, String method) {
        return new Event.ReservationPlaced(
                reservationId, Ids.next(), 1, 1, amount, CLOCK.instant().plusSeconds(600), null, method, null);
    }

    private static List<Event> readTold(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT type, version, data FROM outbox ORDER BY id");
                ResultSet row = select.executeQuery()) {
            List<Event> told = new ArrayList<>();
            while (row.next()) {
                told.add(EventJson.read(row.getString(1), row.getInt(2), row.getString(3)));
            }
            return told;
        } catch (EventJson.Unreadable e) {
            throw new IllegalStateException(e);
        }
    }
}
