package outerpark.notice;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import outerpark.common.Stopping;
import outerpark.common.chores.Chore;
import outerpark.common.database.Database;

/** All that is brought to somebody outside: a worker for each channel that is turned on, and what is known of them. */
@Singleton
final class Deliveries {

    private static final Logger LOG = Logger.getLogger(Deliveries.class);
    private static final int FORGOTTEN_AT_ONCE = 1_000;

    private final Database database;
    private final DeliveryConfig config;
    private final List<Carrier> carriers;
    private final List<DeliveryWorker> workers;
    private final Map<Channel, DeliveryStore.State> last = new EnumMap<>(Channel.class);

    Deliveries(
            @Identifier(NoticeDatabase.NAME) Database database,
            @All List<Carrier> carriers,
            DeliveryConfig config,
            MeterRegistry metrics) {
        this.database = database;
        this.config = config;
        this.carriers = carriers;
        this.workers = carriers.stream()
                .map(carrier -> new DeliveryWorker(database, carrier, config, metrics))
                .toList();
        for (Channel channel : Channel.values()) {
            String name = channel.name().toLowerCase(Locale.ROOT);
            last.put(channel, DeliveryStore.State.AT_REST);
            Gauge.builder(
                            "outerpark.notice.deliveries.waiting",
                            () -> lastOf(channel).waiting())
                    .description("what is to be brought to somebody outside and has not arrived")
                    .tag("channel", name)
                    .register(metrics);
            Gauge.builder(
                            "outerpark.notice.deliveries.oldest",
                            () -> lastOf(channel).oldestSeconds())
                    .description("since when the oldest of it waits")
                    .baseUnit("seconds")
                    .tag("channel", name)
                    .register(metrics);
        }
    }

    void start(@Observes StartupEvent event) {
        workers.forEach(DeliveryWorker::start);
    }

    void stop(@Observes @Priority(Stopping.STARTERS) ShutdownEvent event) throws InterruptedException {
        for (DeliveryWorker worker : workers) {
            worker.stop();
        }
    }

    boolean isOn(Channel channel) {
        return carriers.stream().anyMatch(carrier -> carrier.channel() == channel && carrier.isOn());
    }

    @Chore
    @Scheduled(every = "${outerpark.deliveries.count-every}", concurrentExecution = ConcurrentExecution.SKIP)
    void countForMetrics() {
        try {
            for (Carrier carrier : carriers) {
                if (carrier.isOn()) {
                    DeliveryStore.State state =
                            database.read(connection -> DeliveryStore.state(connection, carrier.channel()));
                    synchronized (last) {
                        last.put(carrier.channel(), state);
                    }
                }
            }
        } catch (RuntimeException e) {
            LOG.warnf("cannot count deliveries now; the metrics keep the last count: %s", e.getMessage());
        }
    }

    /** What is over is kept for a while, so that it can be brought again. */
    @Chore
    @Scheduled(every = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    void forgetTheOld() {
        try {
            while (database.<Integer>write(transaction ->
                            DeliveryStore.forget(transaction.connection(), config.keepFor(), FORGOTTEN_AT_ONCE))
                    == FORGOTTEN_AT_ONCE) {
                // As many as that: there may be more.
            }
        } catch (RuntimeException e) {
            LOG.warnf("cannot forget old deliveries now; tries again: %s", e.getMessage());
        }
    }

    private DeliveryStore.State lastOf(Channel channel) {
        synchronized (last) {
            return Objects.requireNonNull(last.get(channel));
        }
    }
}
