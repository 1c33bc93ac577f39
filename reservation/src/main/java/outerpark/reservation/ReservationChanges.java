package outerpark.reservation;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.Transaction;
import outerpark.common.events.Outbox;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Envelope;
import outerpark.reservation.domain.BookingSaga;
import outerpark.reservation.domain.BookingSaga.Trigger;
import outerpark.reservation.domain.Reservation;

/** Moves reservations through the saga: each trigger is decided by itself, in order; the batch is written as one. */
@Singleton
final class ReservationChanges {

    private final Outbox outbox;
    private final Clock clock;
    private final ReservationConfig config;
    private final SagaMeters meters;

    ReservationChanges(
            @Identifier(ReservationDatabase.NAME) Outbox outbox,
            Clock clock,
            ReservationConfig config,
            SagaMeters meters) {
        this.outbox = outbox;
        this.clock = clock;
        this.config = config;
        this.meters = meters;
    }

    /** One reservation is to be moved. */
    record Change(UUID reservationId, Trigger trigger, Cause cause) {}

    /** Applies the changes; returns what each reservation became, by id. One that does not exist is left out. */
    Map<UUID, Reservation> apply(Transaction transaction, List<Change> changes) throws SQLException {
        List<Reservation> locked = ReservationStore.lock(
                transaction.connection(),
                changes.stream().map(Change::reservationId).distinct().toList());
        return apply(transaction, locked, changes);
    }

    /** As {@link #apply(Transaction, List)}, on reservations locked already. */
    Map<UUID, Reservation> apply(Transaction transaction, List<Reservation> locked, List<Change> changes)
            throws SQLException {
        Map<UUID, Reservation> current = new LinkedHashMap<>();
        locked.forEach(reservation -> current.put(reservation.booking().reservationId(), reservation));
        Map<UUID, Reservation> changed = new LinkedHashMap<>();
        List<Envelope> told = new ArrayList<>();
        for (Change change : changes) {
            @Nullable Reservation before = current.get(change.reservationId());
            if (before == null) {
                continue;
            }
            BookingSaga.Step step = BookingSaga.decide(before, change.trigger(), config.payWithin());
            Reservation after = step.next();
            if (!after.equals(before)) {
                current.put(change.reservationId(), after);
                changed.put(change.reservationId(), after);
                transaction.afterCommit(() -> meters.changed(before, after));
            }
            step.told().ifPresent(event -> told.add(change.cause().leadsTo(event, after.revision(), clock.instant())));
        }
        if (!changed.isEmpty()) {
            ReservationStore.update(transaction.connection(), List.copyOf(changed.values()));
        }
        outbox.append(transaction, told);
        return current;
    }
}
