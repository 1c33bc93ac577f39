package outerpark.process.musical;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import outerpark.contracts.calls.HoldFates;
import outerpark.contracts.calls.HttpCalls;
import outerpark.process.ServiceClient;
import outerpark.process.ServiceClients;

/** What reservation knows of holds, over HTTP. */
@Singleton
final class HoldFatesClient implements HoldFates {

    /** It writes before it answers. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ServiceClient reservation;

    HoldFatesClient(ServiceClients clients, @ConfigProperty(name = "outerpark.address.reservation") String addresses) {
        this.reservation = clients.to(addresses);
    }

    @Override
    public Map<UUID, Fate> settle(List<UUID> holdIds) {
        return reservation
                .ask(HttpCalls.SETTLE, new HttpCalls.Settle(holdIds), HttpCalls.Fates.class, TIMEOUT)
                .join()
                .fates();
    }
}
