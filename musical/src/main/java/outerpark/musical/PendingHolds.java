package outerpark.musical;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import outerpark.common.chores.Chore;
import outerpark.common.database.Database;
import outerpark.contracts.calls.HoldFates;
import outerpark.contracts.calls.HoldFates.Fate;
import outerpark.contracts.calls.SeatHolds.TakeSeats;

/**
 * Asks reservation about holds that nobody confirmed: a hold never simply expires, for its reservation may have been
 * acknowledged. With reservation out of reach the holds stay as they are.
 */
@Singleton
final class PendingHolds {

    private static final Logger LOG = Logger.getLogger(PendingHolds.class);
    private static final long RELEASE_WAIT_SECONDS = 30;

    private final Database database;
    private final SeatDesk desk;
    private final HoldFates reservations;
    private final MusicalConfig config;

    PendingHolds(
            @Identifier(MusicalDatabase.NAME) Database database,
            SeatDesk desk,
            HoldFates reservations,
            MusicalConfig config) {
        this.database = database;
        this.desk = desk;
        this.reservations = reservations;
        this.config = config;
    }

    @Chore
    @Scheduled(every = "${outerpark.musical.pending.ask-every}", concurrentExecution = ConcurrentExecution.SKIP)
    void ask() {
        try {
            while (askAboutOldest() == config.pending().batchMax()) {
                // A full batch: there may be more.
            }
        } catch (Exception e) {
            LOG.warn("cannot settle pending holds now; they stay and are asked about again", e);
        }
    }

    @Chore
    @Scheduled(every = "${outerpark.musical.released.forget-every}", concurrentExecution = ConcurrentExecution.SKIP)
    void forgetReleased() {
        int limit = config.released().batchMax();
        try {
            while (database.write(transaction -> HoldStore.forgetReleasedLongerThan(
                            transaction.connection(), config.released().keep(), limit))
                    == limit) {
                // A full batch: there may be more.
            }
        } catch (RuntimeException e) {
            LOG.warn("cannot forget released holds now; tried again", e);
        }
    }

    private int askAboutOldest() throws Exception {
        List<TakeSeats> pending = database.read(connection -> HoldStore.pendingLongerThan(
                connection, config.pending().askAfter(), config.pending().batchMax()));
        if (pending.isEmpty()) {
            return 0;
        }
        Map<UUID, Fate> fates =
                reservations.settle(pending.stream().map(TakeSeats::holdId).toList());
        List<UUID> stored = idsOf(pending, fates, Fate.STORED);
        database.run(transaction -> HoldStore.confirm(transaction.connection(), stored));
        List<TakeSeats> abandoned = pending.stream()
                .filter(hold -> fates.get(hold.holdId()) == Fate.ABANDONED)
                .toList();
        desk.release(abandoned).get(RELEASE_WAIT_SECONDS, TimeUnit.SECONDS);
        if (!abandoned.isEmpty()) {
            LOG.infof("released %d holds that have no reservation", abandoned.size());
        }
        return pending.size();
    }

    private static List<UUID> idsOf(List<TakeSeats> holds, Map<UUID, Fate> fates, Fate fate) {
        return holds.stream()
                .map(TakeSeats::holdId)
                .filter(id -> fates.get(id) == fate)
                .toList();
    }
}
