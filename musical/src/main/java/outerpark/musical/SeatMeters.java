package outerpark.musical;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;
import outerpark.common.chores.Chore;
import outerpark.common.database.Database;

/** Seats and holds of all shows together, for the metrics; as of the last count. */
@Singleton
final class SeatMeters {

    private static final Logger LOG = Logger.getLogger(SeatMeters.class);

    private final Database database;
    private volatile HoldStore.Totals last = new HoldStore.Totals(0, 0, 0, 0, 0);

    SeatMeters(@Identifier(MusicalDatabase.NAME) Database database, MeterRegistry metrics) {
        this.database = database;
        seats("reservable", HoldStore.Totals::reservableSeats, metrics);
        seats("pending", HoldStore.Totals::pendingSeats, metrics);
        seats("confirmed", HoldStore.Totals::confirmedSeats, metrics);
        Gauge.builder("outerpark.musical.holds.pending", () -> last.pendingHolds())
                .description("holds that no reservation has confirmed yet")
                .register(metrics);
        Gauge.builder("outerpark.musical.holds.pending.oldest", () -> last.oldestPendingSeconds())
                .description("since when the oldest of them is pending")
                .baseUnit("seconds")
                .register(metrics);
    }

    @Chore
    @Scheduled(every = "${outerpark.musical.count-every}", concurrentExecution = ConcurrentExecution.SKIP)
    void count() {
        try {
            last = database.read(HoldStore::totals);
        } catch (RuntimeException e) {
            LOG.warnf("cannot count seats now; the metrics keep the last count: %s", e.getMessage());
        }
    }

    private void seats(String state, ToDoubleFunction<HoldStore.Totals> count, MeterRegistry metrics) {
        Gauge.builder("outerpark.musical.seats", () -> count.applyAsDouble(last))
                .description("seats of all shows, by what holds them")
                .tag("state", state)
                .register(metrics);
    }
}
