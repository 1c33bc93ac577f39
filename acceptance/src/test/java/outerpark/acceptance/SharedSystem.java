package outerpark.acceptance;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the suites the one system that they share, or the {@link Hasty} one: started for the first that asks, stopped
 * after the last.
 */
final class SharedSystem implements ParameterResolver {

    /** Made once, even if that fails: then every suite fails at once, and none tries again. */
    private static final class Shared implements AutoCloseable {
        private final SystemUnderTest system;
        private boolean isTried;

        Shared(Map<String, String> environment) {
            system = Topology.ofThisRun().fresh(environment);
        }

        synchronized SystemUnderTest started() {
            if (!isTried) {
                isTried = true;
                system.start();
            }
            return system;
        }

        @Override
        public void close() {
            system.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext suite) {
        return parameter.getParameter().getType() == SystemUnderTest.class;
    }

    @Override
    public SystemUnderTest resolveParameter(ParameterContext parameter, ExtensionContext suite) {
        Map<String, String> environment = parameter.isAnnotated(Hasty.class) ? hasty() : usual();
        return suite.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedSystem.class))
                .computeIfAbsent(environment, Shared::new, Shared.class)
                .started();
    }

    /** Where services are processes of their own, there are two of those that reservations are made by. */
    private static Map<String, String> usual() {
        Map<String, String> environment = new HashMap<>(Issuer.running().environment());
        environment.put("OUTERPARK_REPLICAS", "musical=2,reservation=2");
        // A payment that was put off is not waited for longer than need be.
        environment.put("OUTERPARK_PAYMENT_BREAKER_OPEN_FOR", "2s");
        environment.put("OUTERPARK_PAYMENT_RETRY_LONGEST", "2s");
        return environment;
    }

    private static Map<String, String> hasty() {
        return Map.of(
                "OUTERPARK_RESERVATION_PAY_WITHIN", "8s",
                "OUTERPARK_RESERVATION_DUE_LOOK_EVERY", "200ms",
                "OUTERPARK_CUSTOMERCENTER_STREAMS_OPEN_MAX", Integer.toString(Hasty.STREAMS_OPEN_MAX),
                "OUTERPARK_CUSTOMERCENTER_STREAMS_HEARTBEAT_EVERY", "200ms",
                "QUARKUS_LOG_CATEGORY__OUTERPARK_EVENTS__LEVEL", "DEBUG",
                "QUARKUS_LOG_CATEGORY__OUTERPARK_PAYMENT__LEVEL", "DEBUG");
    }
}
