package outerpark.common.events;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import outerpark.common.chores.Chore;
import outerpark.common.database.Database;
import outerpark.common.events.DeadLetterStore.Channel;

/** How many events are parked now, for the metrics: 0 too, for every handler and source that there is. */
@Singleton
final class DeadLetterCount {

    private static final Logger LOG = Logger.getLogger(DeadLetterCount.class);

    private final List<Database> databases;
    private final MeterRegistry metrics;
    private final Map<Gauged, AtomicLong> last = new ConcurrentHashMap<>();

    DeadLetterCount(@All List<EventHandler> handlers, @All List<Database> databases, MeterRegistry metrics) {
        this.databases = databases;
        this.metrics = metrics;
        for (EventHandler handler : handlers) {
            String service = handler.database().service();
            handler.sources().forEach(source -> gauge(new Gauged(service, new Channel(handler.name(), source))));
        }
    }

    private record Gauged(String service, Channel channel) {}

    @Chore
    @Scheduled(every = "${outerpark.events.dead-letters.count-every}", concurrentExecution = ConcurrentExecution.SKIP)
    void count() {
        for (Database database : databases) {
            try {
                note(database.service(), database.read(DeadLetterStore::counts));
            } catch (RuntimeException e) {
                LOG.warnf(
                        "cannot count the dead letters of %s now; the metrics keep the last count: %s",
                        database.service(), e.getMessage());
            }
        }
    }

    private void note(String service, Map<Channel, Long> counts) {
        counts.keySet().forEach(channel -> gauge(new Gauged(service, channel)));
        last.forEach((gauged, value) -> {
            if (gauged.service().equals(service)) {
                value.set(counts.getOrDefault(gauged.channel(), 0L));
            }
        });
    }

    /** Once it was there, it stays. */
    private void gauge(Gauged gauged) {
        last.computeIfAbsent(gauged, key -> {
            AtomicLong value = new AtomicLong();
            Gauge.builder("outerpark.events.dead_letters", value, AtomicLong::get)
                    .description("events that are parked because their handler cannot act on them")
                    .tag("service", key.service())
                    .tag("handler", key.channel().handler())
                    .tag("source", key.channel().source())
                    .register(metrics);
            return value;
        });
    }
}
