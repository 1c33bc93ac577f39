package outerpark.reservation;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.common.events.EventHandler;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;
import outerpark.reservation.ReservationChanges.Change;
import outerpark.reservation.domain.BookingSaga.Trigger;

/** Saga steps 5 to 8: what payment tells moves the reservation. */
@Singleton
final class ReservationsFollowPayments implements EventHandler {

    private final Database database;
    private final ReservationChanges changes;

    ReservationsFollowPayments(@Identifier(ReservationDatabase.NAME) Database database, ReservationChanges changes) {
        this.database = database;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "reservation-payments";
    }

    @Override
    public Set<String> sources() {
        return Set.of("payment");
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public void on(Transaction transaction, List<Envelope> events) throws SQLException {
        List<Change> batch = new ArrayList<>(events.size());
        for (Envelope event : events) {
            if (event.data() instanceof Event.OfReservation data) {
                triggerOf(data)
                        .ifPresent(trigger -> batch.add(new Change(data.reservationId(), trigger, Cause.of(event))));
            }
        }
        if (!batch.isEmpty()) {
            changes.apply(transaction, batch);
        }
    }

    private static Optional<Trigger> triggerOf(Event.OfReservation event) {
        return switch (event) {
            case Event.PaymentApproved e -> Optional.of(new Trigger.PaymentApproved());
            case Event.PaymentDeclined e -> Optional.of(new Trigger.PaymentDeclined(e.reason()));
            case Event.PaymentDeferred e -> Optional.of(new Trigger.PaymentDeferred(e.retryAt()));
            case Event.PaymentAwaitsCustomer e -> Optional.of(new Trigger.PaymentAwaitsCustomer());
            case Event.PaymentCancelled e -> Optional.of(new Trigger.PaymentCancelled());
            default -> Optional.empty();
        };
    }
}
