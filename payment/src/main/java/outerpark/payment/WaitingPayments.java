package outerpark.payment;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;
import outerpark.common.chores.Chore;
import outerpark.common.database.Database;

/** How many payments wait for the provider: for the manager, and for the metrics. */
@Singleton
final class WaitingPayments {

    private static final Logger LOG = Logger.getLogger(WaitingPayments.class);

    /** {@code oldestSeconds} is 0 if none waits. */
    record Count(long waiting, long oldestSeconds, long refundsFailed) {}

    private final Database database;
    private final Clock clock;
    private volatile Count last = new Count(0, 0, 0);

    WaitingPayments(@Identifier(PaymentDatabase.NAME) Database database, Clock clock, MeterRegistry metrics) {
        this.database = database;
        this.clock = clock;
        Gauge.builder("outerpark.payment.waiting", () -> last.waiting())
                .description("payments that wait for the provider")
                .register(metrics);
        Gauge.builder("outerpark.payment.waiting.oldest", () -> last.oldestSeconds())
                .description("since when the oldest of them waits")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("outerpark.payment.refunds.failed", () -> last.refundsFailed())
                .description("refunds that did not go through and are tried again")
                .register(metrics);
    }

    Count count() {
        PaymentStore.Waiting found = database.read(PaymentStore::waiting);
        long oldest = found.since() == null
                ? 0
                : Math.max(0, Duration.between(found.since(), clock.instant()).toSeconds());
        return new Count(found.count(), oldest, found.refundsFailed());
    }

    @Chore
    @Scheduled(every = "${outerpark.payment.waiting.count-every}", concurrentExecution = ConcurrentExecution.SKIP)
    void countForMetrics() {
        try {
            last = count();
        } catch (RuntimeException e) {
            LOG.warn("cannot count waiting payments now; the metrics keep the last count", e);
        }
    }
}
