package outerpark.acceptance;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives the suites the one system that they share: started for the first that asks, stopped after the last. */
final class SharedSystem implements ParameterResolver {

    /** Made once, even if that fails: then every suite fails at once, and none tries again. */
    private static final class Shared implements AutoCloseable {
        private final SystemUnderTest system = Topology.ofThisRun().fresh(environment());
        private boolean isTried;

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

        /** Where there are processes there are several of those that sell the seats. */
        private static Map<String, String> environment() {
            Map<String, String> environment = new HashMap<>(Issuer.running().environment());
            environment.put("OUTERPARK_REPLICAS", "musical=2,reservation=2");
            return environment;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext suite) {
        return parameter.getParameter().getType() == SystemUnderTest.class;
    }

    @Override
    public SystemUnderTest resolveParameter(ParameterContext parameter, ExtensionContext suite) {
        return suite.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedSystem.class))
                .computeIfAbsent("system", key -> new Shared(), Shared.class)
                .started();
    }
}
