package outerpark.process.kafka;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import outerpark.common.events.EventChannels;

/**
 * How the events' ways into and out of this process are. A thread that died needs a new process. Kafka being away makes
 * no service unready: reservations are taken without it, and their events wait in the outbox. Only a process that has
 * just begun waits for its part of the partitions, so that one that is ready follows what happens; but not for long,
 * because Kafka may be away at that very time too.
 */
@Singleton
final class EventsHealth {

    static final Duration PATIENCE = Duration.ofSeconds(15);

    private EventsHealth() {}

    @Produces
    @Singleton
    @Liveness
    static HealthCheck alive(EventChannels channels, RelayOfService relay) {
        return () -> HealthCheckResponse.named("event channels")
                .status(channels.isAlive() && relay.isAlive())
                .build();
    }

    @Produces
    @Singleton
    @Readiness
    static HealthCheck connected(EventChannels channels, Clock clock) {
        Instant patienceEnds = clock.instant().plus(PATIENCE);
        return () -> {
            List<String> unconnected = channels.unconnected();
            boolean isConnected = channels.isStarted() && unconnected.isEmpty();
            return HealthCheckResponse.named("event channels")
                    .status(isConnected || clock.instant().isAfter(patienceEnds))
                    .withData("unconnected", String.join(", ", unconnected))
                    .build();
        };
    }
}
