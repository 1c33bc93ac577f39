package outerpark.standalone;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import outerpark.common.events.EventChannels;

/** How the event channels are: a follower that died needs a new process; one that has not begun needs time. */
@Singleton
final class EventDeliveryHealth {

    private static final String NAME = "event channels";

    private EventDeliveryHealth() {}

    @Produces
    @Singleton
    @Liveness
    static HealthCheck alive(EventChannels channels) {
        return () -> HealthCheckResponse.named(NAME).status(channels.isAlive()).build();
    }

    @Produces
    @Singleton
    @Readiness
    static HealthCheck connected(EventChannels channels) {
        return () -> {
            List<String> unconnected = channels.unconnected();
            return HealthCheckResponse.named(NAME)
                    .status(channels.isStarted() && unconnected.isEmpty())
                    .withData("unconnected", String.join(", ", unconnected))
                    .build();
        };
    }
}
