package outerpark.process.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import outerpark.common.Stopping;
import outerpark.common.events.EventChannels;
import outerpark.common.events.EventHandler;
import outerpark.common.events.Pace;

/** Brings the events of the other processes to this one's handlers, from its start to its end. */
@Singleton
final class EventsOverKafka {

    private static final int AFTER_ALL_SERVICES = Interceptor.Priority.PLATFORM_AFTER;

    private final EventChannels channels;
    private final List<KafkaFollower> followers;
    private final MeterRegistry metrics;

    /** @param others followers that the process makes itself, for handlers whose effects go to no database */
    EventsOverKafka(
            EventChannels channels,
            @All List<EventHandler> handlers,
            @All List<KafkaFollower> others,
            KafkaClients clients,
            Pace pace,
            Clock clock,
            MeterRegistry metrics) {
        this.channels = channels;
        this.followers = new ArrayList<>(others);
        Set<String> followed = others.stream().map(KafkaFollower::handler).collect(Collectors.toSet());
        handlers.stream()
                .filter(handler ->
                        !followed.contains(handler.name()) && !handler.sources().isEmpty())
                .forEach(handler -> followers.add(KafkaFollower.of(handler, clients, pace, clock)));
        this.metrics = metrics;
    }

    void start(@Observes @Priority(AFTER_ALL_SERVICES) StartupEvent event) {
        followers.forEach(follower -> Gauge.builder("outerpark.events.behind", follower, KafkaFollower::recordsBehind)
                .description("events in Kafka that the handler has not acted on, in the partitions of this process")
                .baseUnit("records")
                .tag("handler", follower.handler())
                .register(metrics));
        channels.start(followers);
    }

    void stop(@Observes @Priority(Stopping.STARTERS) ShutdownEvent event) {
        channels.stop();
    }
}
