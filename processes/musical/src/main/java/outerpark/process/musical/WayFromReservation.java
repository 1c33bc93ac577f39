package outerpark.process.musical;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import outerpark.process.HotPath;
import outerpark.process.ServiceClients;
import outerpark.process.TakeOfNoShow;

/** What a first reservation would wait too long for, seen from here: this process calls itself. */
@Singleton
final class WayFromReservation {

    private static final String ANY_ADDRESS = "0.0.0.0";

    private WayFromReservation() {}

    @Produces
    @Singleton
    static HotPath path(
            ServiceClients clients,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        String own = host.equals(ANY_ADDRESS) ? "127.0.0.1" : host;
        return new TakeOfNoShow(clients.to("http://%s:%d".formatted(own, port)));
    }
}
