package outerpark.musical;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.common.events.EventHandler;
import outerpark.common.events.Outbox;
import outerpark.contracts.calls.SeatHolds.TakeSeats;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event.ReservationCancelled;
import outerpark.contracts.events.Event.ReservationPlaced;
import outerpark.contracts.events.Event.SeatsReleased;
import outerpark.musical.domain.SeatLedger;

/** Saga steps 3 and 10: a placed reservation confirms its hold, a cancelled one gives its seats back. */
@Singleton
final class HoldsFollowReservations implements EventHandler {

    /** A hold is released once, and that is all musical ever tells about a reservation. */
    private static final int ONLY_REVISION = 1;

    private final Database database;
    private final Outbox outbox;
    private final Clock clock;

    HoldsFollowReservations(
            @Identifier(MusicalDatabase.NAME) Database database,
            @Identifier(MusicalDatabase.NAME) Outbox outbox,
            Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "musical-holds";
    }

    @Override
    public Set<String> sources() {
        return Set.of("reservation");
    }

    @Override
    public boolean isAwaited(String source) {
        return false;
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public void on(Transaction transaction, List<Envelope> events) throws SQLException {
        List<UUID> placed = new ArrayList<>();
        List<Envelope> cancelled = new ArrayList<>();
        for (Envelope event : events) {
            if (event.data() instanceof ReservationPlaced data) {
                placed.add(data.holdId());
            } else if (event.data() instanceof ReservationCancelled) {
                cancelled.add(event);
            }
        }
        // Releases first: they lock shows before holds, as everybody does. A hold that a release has ended stays ended.
        List<Envelope> told = cancelled.isEmpty() ? List.of() : release(transaction.connection(), cancelled);
        if (!placed.isEmpty()) {
            HoldStore.confirm(transaction.connection(), placed);
        }
        outbox.append(transaction, told);
    }

    private List<Envelope> release(Connection connection, List<Envelope> cancelled) throws SQLException {
        SeatLedger ledger = HoldStore.ledger(
                connection, cancelled.stream().map(event -> holdOf(event)).toList());
        List<Envelope> told = new ArrayList<>();
        for (Envelope event : cancelled) {
            TakeSeats hold = holdOf(event);
            if (ledger.release(hold)) {
                ReservationCancelled data = (ReservationCancelled) event.data();
                SeatsReleased released = new SeatsReleased(data.reservationId(), data.musicalId(), data.seats());
                told.add(Cause.of(event).leadsTo(released, ONLY_REVISION, clock.instant()));
            }
        }
        HoldStore.save(connection, ledger);
        return told;
    }

    private static TakeSeats holdOf(Envelope event) {
        ReservationCancelled data = (ReservationCancelled) event.data();
        return new TakeSeats(data.holdId(), data.musicalId(), data.seats());
    }
}
