package outerpark.process.kafka;

import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** This process among those of its service: its name is its own, and the same after a restart. */
@Singleton
final class Instance {

    private final String name;

    Instance(@ConfigProperty(name = "outerpark.instance") Optional<String> name) {
        this.name = name.orElseGet(Instance::hostName);
    }

    String name() {
        return name;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("this machine has no name; set outerpark.instance", e);
        }
    }
}
