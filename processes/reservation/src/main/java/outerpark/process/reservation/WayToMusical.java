package outerpark.process.reservation;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import outerpark.process.HotPath;
import outerpark.process.ServiceClients;
import outerpark.process.TakeOfNoShow;

/** What a first reservation would wait too long for: the way to musical and back. */
@Singleton
final class WayToMusical {

    private WayToMusical() {}

    @Produces
    @Singleton
    static HotPath path(ServiceClients clients, @ConfigProperty(name = "outerpark.address.musical") String addresses) {
        return new TakeOfNoShow(clients.to(addresses));
    }
}
