package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the suites the one system that they share, or the {@link Hasty} one: started for the first that asks, stopped
 * after the last. Two clusters at once are more than a small machine bears, so there one makes room for the other.
 */
final class SharedSystem implements ParameterResolver {

    private static final class Systems implements AutoCloseable {
        private final Map<Map<String, String>, Shared> all = new HashMap<>();

        synchronized SystemUnderTest started(Map<String, String> environment) {
            if (Topology.ofThisRun() == Topology.CLUSTER) {
                all.forEach((other, shared) -> {
                    if (!other.equals(environment)) {
                        shared.stop();
                    }
                });
            }
            return all.computeIfAbsent(environment, Shared::new).started();
        }

        @Override
        public synchronized void close() {
            List<Throwable> failures = new ArrayList<>();
            for (Shared shared : all.values()) {
                try {
                    shared.close();
                } catch (RuntimeException | AssertionError e) {
                    failures.add(e);
                }
            }
            assertThat(failures).isEmpty();
        }
    }

    /** If its start fails every suite fails at once, and none tries again. */
    private static final class Shared {
        private final SystemUnderTest system;
        private boolean isTried;
        private boolean isRunning;

        Shared(Map<String, String> environment) {
            system = Topology.ofThisRun().fresh(environment);
        }

        SystemUnderTest started() {
            if (!isTried) {
                isTried = true;
                try {
                    system.start();
                } catch (RuntimeException | AssertionError e) {
                    // A half of it that runs would be in the way of all others.
                    system.close();
                    throw e;
                }
                isRunning = true;
            }
            return system;
        }

        void stop() {
            if (isRunning) {
                system.stop();
                isRunning = false;
                isTried = false;
            }
        }

        void close() {
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
                .computeIfAbsent(Systems.class, type -> new Systems(), Systems.class)
                .started(environment);
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
        Map<String, String> environment = new HashMap<>(Outside.running().environment());
        environment.putAll(Map.ofEntries(
                Map.entry("OUTERPARK_RESERVATION_PAY_WITHIN", "8s"),
                Map.entry("OUTERPARK_RESERVATION_DUE_LOOK_EVERY", "200ms"),
                Map.entry("OUTERPARK_RESERVATION_UNPAID_LOOK_EVERY", "200ms"),
                Map.entry("OUTERPARK_RESERVATION_UNPAID_FIRST_MARK_COUNT", "15"),
                Map.entry("OUTERPARK_RESERVATION_UNPAID_SECOND_MARK_COUNT", "60"),
                Map.entry("OUTERPARK_RESERVATION_UNPAID_PAUSE_RETRY_AFTER", "3s"),
                Map.entry("OUTERPARK_PAYMENT_CALL_CONCURRENT_MAX", "4"),
                Map.entry("OUTERPARK_HTTP_BODY_TIMEOUT", "5s"),
                Map.entry("OUTERPARK_GATEWAY_BODY_TIMEOUT", "5s"),
                Map.entry("OUTERPARK_CUSTOMERCENTER_STREAMS_OPEN_MAX", Integer.toString(Hasty.STREAMS_OPEN_MAX)),
                Map.entry("OUTERPARK_CUSTOMERCENTER_STREAMS_HEARTBEAT_EVERY", "200ms"),
                Map.entry("QUARKUS_LOG_CATEGORY__OUTERPARK_EVENTS__LEVEL", "DEBUG"),
                Map.entry("QUARKUS_LOG_CATEGORY__OUTERPARK_PAYMENT__LEVEL", "DEBUG")));
        return environment;
    }
}
