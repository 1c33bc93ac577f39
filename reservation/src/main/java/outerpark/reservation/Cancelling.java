package outerpark.reservation;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import outerpark.common.Stopping;
import outerpark.common.batching.BatchLimits;
import outerpark.common.batching.GroupCommit;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.contracts.events.Cause;
import outerpark.reservation.ReservationChanges.Change;
import outerpark.reservation.domain.BookingSaga.Trigger.CustomerCancels;
import outerpark.reservation.domain.Reservation;

/** Saga step 9: the customer, or the manager, cancels. By group commit, as a crowd may do it at once. */
@Startup
@Singleton
final class Cancelling {

    private final ReservationChanges changes;
    private final ReservationConfig.Cancel config;
    private final GroupCommit<Change, Optional<Reservation>> cancels;

    Cancelling(
            @Identifier(ReservationDatabase.NAME) Database database,
            ReservationChanges changes,
            ReservationConfig config) {
        this.changes = changes;
        this.config = config.cancel();
        this.cancels = new GroupCommit<>(
                "reservation-cancel",
                database,
                new BatchLimits(config.cancel().queueMax(), config.cancel().batchMax(), 1),
                this::cancelAll);
    }

    /** Completes with the reservation, now cancelled (or so already); empty if there is none. */
    CompletableFuture<Optional<Reservation>> cancel(UUID reservationId, Cause cause) {
        return cancels.submit(new Change(reservationId, new CustomerCancels(), cause), config.queueTimeout());
    }

    void stop(@Observes @Priority(Stopping.WRITERS) ShutdownEvent event) {
        cancels.close();
    }

    private List<Optional<Reservation>> cancelAll(Transaction transaction, List<Change> batch) throws SQLException {
        Map<UUID, Reservation> after = changes.apply(transaction, batch);
        return batch.stream()
                .map(change -> Optional.ofNullable(after.get(change.reservationId())))
                .toList();
    }
}
