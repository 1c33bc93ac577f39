package outerpark.reservation;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import outerpark.common.chores.Chore;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.contracts.events.Cause;
import outerpark.reservation.ReservationChanges.Change;
import outerpark.reservation.domain.Booking;
import outerpark.reservation.domain.BookingSaga.Trigger;
import outerpark.reservation.domain.Reservation;

/** Saga step 7: when the time to pay has run out, payment is asked to decide, once. */
@Singleton
final class PayByWatch {

    private static final Logger LOG = Logger.getLogger(PayByWatch.class);

    private final Database database;
    private final ReservationChanges changes;
    private final Clock clock;
    private final ReservationConfig config;
    private final Instant startedAt;

    PayByWatch(
            @Identifier(ReservationDatabase.NAME) Database database,
            ReservationChanges changes,
            Clock clock,
            ReservationConfig config) {
        this.database = database;
        this.changes = changes;
        this.clock = clock;
        this.config = config;
        this.startedAt = clock.instant();
    }

    @Chore
    @Scheduled(every = "${outerpark.reservation.due.look-every}", concurrentExecution = ConcurrentExecution.SKIP)
    void askForDecisions() {
        try {
            while (database.write(this::askForBatch) == config.due().batchMax()) {
                // A full batch: there may be more.
            }
        } catch (RuntimeException e) {
            LOG.warn("cannot ask for overdue payments now; tried again", e);
        }
    }

    private int askForBatch(Transaction transaction) throws SQLException {
        List<Reservation> due = ReservationStore.lockDue(
                transaction.connection(), after(), clock.instant(), config.due().batchMax());
        if (!due.isEmpty()) {
            changes.apply(transaction, due, due.stream().map(PayByWatch::ask).toList());
        }
        return due.size();
    }

    /** While we were down nobody could pay: those whose time ran out meanwhile get some more. */
    private Instant after() {
        boolean grace = clock.instant().isBefore(startedAt.plus(config.due().graceAfterStart()));
        return grace ? startedAt : Instant.EPOCH;
    }

    private static Change ask(Reservation reservation) {
        Booking booking = reservation.booking();
        return new Change(
                booking.reservationId(),
                new Trigger.PayByReached(),
                new Cause(booking.correlationId(), null, booking.traceparent()));
    }
}
