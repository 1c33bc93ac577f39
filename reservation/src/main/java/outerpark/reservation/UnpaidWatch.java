package outerpark.reservation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import org.jboss.logging.Logger;
import outerpark.common.chores.Chore;
import outerpark.common.database.Database;
import outerpark.reservation.domain.Sales;
import outerpark.reservation.domain.Unpaid;

/**
 * Knows from this service's own table whether payment is in trouble, and how sales are to go. It looks again and again,
 * so whatever it found ends by itself; as long as it cannot look, things stay as they were.
 */
@Singleton
final class UnpaidWatch {

    private static final Logger LOG = Logger.getLogger(UnpaidWatch.class);

    /** It rests for that many times as long as it has looked: counting many is not to cost the database much. */
    private static final int REST_FACTOR = 20;

    private static final Duration REST_MAX = Duration.ofSeconds(30);

    private final Database database;
    private final ReservationConfig.Unpaid config;
    private volatile long restsUntil = System.nanoTime();
    private volatile Unpaid last = Unpaid.NONE;
    private volatile Sales sales = Sales.OPEN;

    UnpaidWatch(
            @Identifier(ReservationDatabase.NAME) Database database, ReservationConfig config, MeterRegistry metrics) {
        this.database = database;
        this.config = config.unpaid();
        Gauge.builder("outerpark.reservation.unpaid", () -> last.count())
                .description("reservations whose payment is not decided, up to the second mark")
                .register(metrics);
        Gauge.builder("outerpark.reservation.unpaid.oldest", () -> last.oldest().toSeconds())
                .description("since when the oldest of them waits")
                .baseUnit("seconds")
                .register(metrics);
        for (Sales each : Sales.values()) {
            Gauge.builder("outerpark.reservation.sales", () -> sales == each ? 1 : 0)
                    .description("1 for how sales go")
                    .tag("state", each.name().toLowerCase(Locale.ROOT))
                    .register(metrics);
        }
    }

    Sales sales() {
        return sales;
    }

    Unpaid unpaid() {
        return last;
    }

    /** Who reserves now waits for the payment about as long as those before: that is when it is worth asking again. */
    Duration payLaterIn() {
        Duration wait = last.oldest();
        Duration longest = config.payLaterMax();
        Duration shorter = wait.compareTo(longest) < 0 ? wait : longest;
        return Duration.ofSeconds(Math.max(1, shorter.toSeconds()));
    }

    Duration pausedFor() {
        return config.pauseRetryAfter();
    }

    @Chore
    @Scheduled(every = "${outerpark.reservation.unpaid.look-every}", concurrentExecution = ConcurrentExecution.SKIP)
    void lookUnlessResting() {
        long begin = System.nanoTime();
        if (begin - restsUntil >= 0 && look()) {
            long end = System.nanoTime();
            restsUntil = end + Math.min(REST_FACTOR * (end - begin), REST_MAX.toNanos());
        }
    }

    /** Whether it could. */
    boolean look() {
        try {
            take(database.read(connection ->
                    ReservationStore.unpaid(connection, config.secondMark().count())));
        } catch (RuntimeException e) {
            LOG.warnf("cannot count unpaid reservations now; sales stay %s: %s", sales, e.getMessage());
            return false;
        }
        return true;
    }

    private void take(Unpaid found) {
        last = found;
        Sales before = sales;
        sales = found.sales(
                config.firstMark().mark(config.fewMax()), config.secondMark().mark(config.fewMax()));
        if (sales != before) {
            LOG.warnf(
                    "sales are %s: %d reservations are unpaid, the oldest for %d s",
                    sales, found.count(), found.oldest().toSeconds());
        }
    }
}
