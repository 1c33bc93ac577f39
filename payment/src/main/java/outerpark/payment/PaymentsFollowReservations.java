package outerpark.payment;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.common.events.EventHandler;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;
import outerpark.payment.domain.Command;

/**
 * Saga steps 4, 7 and 11: a placed reservation is to be paid, one whose time is up is decided, a cancelled one
 * refunded.
 */
@Singleton
final class PaymentsFollowReservations implements EventHandler {

    private final Database database;
    private final PaymentClerk clerk;
    private final ProviderLine line;

    PaymentsFollowReservations(
            @Identifier(PaymentDatabase.NAME) Database database, PaymentClerk clerk, ProviderLine line) {
        this.database = database;
        this.clerk = clerk;
        this.line = line;
    }

    @Override
    public String name() {
        return "payment";
    }

    @Override
    public Set<String> sources() {
        return Set.of("reservation");
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public void on(Transaction transaction, List<Envelope> events) throws SQLException {
        clerk.carryOut(
                transaction,
                events.stream().map(this::command).flatMap(Optional::stream).toList());
    }

    private Optional<Command> command(Envelope event) {
        Cause cause = Cause.of(event);
        return switch (event.data()) {
            case Event.ReservationPlaced e ->
                Optional.of(new Command.Place(e.reservationId(), Ids.next(), e.amount(), e.paymentMethod(), cause));
            case Event.ReservationCancelled e ->
                Optional.of(new Command.Cancel(e.reservationId(), Ids.next(), e.amount(), cause));
            case Event.PaymentDue e -> Optional.of(new Command.Due(e.reservationId(), line.graceUntil(), cause));
            default -> Optional.empty();
        };
    }
}
