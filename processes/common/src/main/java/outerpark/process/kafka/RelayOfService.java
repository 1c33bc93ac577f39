package outerpark.process.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.jboss.logging.Logger;
import outerpark.common.Stopping;
import outerpark.common.chores.Chore;
import outerpark.common.database.Database;
import outerpark.common.events.EventSignals;
import outerpark.common.events.Outbox;
import outerpark.common.events.OutboxProgress;
import outerpark.common.events.Pace;
import outerpark.process.kafka.RelayStore.Standing;

/** The relay of this process's service, if it tells events at all, and how far it has come. */
@Singleton
final class RelayOfService implements OutboxProgress {

    private static final Logger LOG = Logger.getLogger(RelayOfService.class);

    private static final int AFTER_ALL_SERVICES = Interceptor.Priority.PLATFORM_AFTER;

    private final Optional<RelayStore> store;
    private final Optional<Relay> relay;
    private final Clock clock;
    private volatile Standing standing = new Standing(0, 0, Optional.empty());

    RelayOfService(
            @All List<Outbox> outboxes,
            @All List<Database> databases,
            KafkaClients clients,
            Instance instance,
            RelayConfig config,
            Pace pace,
            EventSignals signals,
            Clock clock,
            MeterRegistry metrics) {
        this.clock = clock;
        this.store = outboxes.isEmpty() ? Optional.empty() : Optional.of(new RelayStore(databases.getFirst()));
        Pace own = pace.lookingEvery(config.lookEvery());
        this.relay = store.map(outbox ->
                new Relay(outbox, instance.name(), config.lease(), own, publishing(clients, config.lease()), signals));
        if (store.isPresent()) {
            measure(metrics);
        }
    }

    /** An event is given up before the lease is over, so that a relay that waits for Kafka stays the relay. */
    private static Relay.Publishing publishing(KafkaClients clients, Duration lease) {
        return new Relay.Publishing() {
            @Override
            public void require() {
                clients.requireTopics();
            }

            @Override
            public Producer<byte[], byte[]> producer() {
                return clients.producer(lease.multipliedBy(4).dividedBy(5));
            }

            @Override
            public String topicOf(String type) {
                return clients.topicOf(type);
            }
        };
    }

    void start(@Observes @Priority(AFTER_ALL_SERVICES) StartupEvent event) {
        relay.ifPresent(Relay::start);
    }

    void stop(@Observes @Priority(Stopping.TELLERS) ShutdownEvent event) {
        relay.ifPresent(Relay::close);
    }

    /** Whether it runs, or there is none: one that has died can only be brought back by a new process. */
    boolean isAlive() {
        return relay.map(Relay::isAlive).orElse(true);
    }

    /** Everybody reads what it has published. */
    @Override
    public long readByAll(String service) {
        return store.map(RelayStore::position).orElse(Long.MAX_VALUE);
    }

    @Chore
    @Scheduled(every = "${outerpark.relay.count-every}", concurrentExecution = ConcurrentExecution.SKIP)
    void count() {
        try {
            store.ifPresent(outbox -> standing = outbox.standing());
        } catch (RuntimeException e) {
            LOG.warnf("cannot count what is not published; the metrics keep the last count: %s", e.getMessage());
        }
    }

    private void measure(MeterRegistry metrics) {
        Gauge.builder(
                        "outerpark.relay.active",
                        this,
                        self -> self.relay.filter(Relay::isHolder).isPresent() ? 1 : 0)
                .description("1 if this process publishes the events of its service, 0 if another one does")
                .register(metrics);
        Gauge.builder("outerpark.relay.epoch", this, self -> self.standing.epoch())
                .description("how often one process took over from another to publish the service's events")
                .register(metrics);
        Gauge.builder("outerpark.relay.waiting", this, self -> self.standing.unpublished())
                .description("events of the service that are not published yet")
                .baseUnit("events")
                .register(metrics);
        Gauge.builder("outerpark.relay.lag", this, RelayOfService::secondsBehind)
                .description("age of the oldest event that is not published yet; 0 if there is none")
                .baseUnit("seconds")
                .register(metrics);
    }

    private double secondsBehind() {
        return standing.oldest()
                .map(oldest ->
                        Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1_000.0))
                .orElse(0.0);
    }
}
