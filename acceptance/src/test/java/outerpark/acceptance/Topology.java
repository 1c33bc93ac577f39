package outerpark.acceptance;

import java.util.Map;

/** The ways in which the product can be run. */
enum Topology {
    /** All services in one process. */
    STANDALONE,
    /** Six services by themselves. */
    CLUSTER;

    /** The one that the suites are to run on, which the build says. */
    static Topology ofThisRun() {
        return valueOf(System.getProperty("topology", STANDALONE.name()));
    }

    /** A system without data, not started; the environment adds to the defaults, or overrides them. */
    SystemUnderTest fresh(Map<String, String> environment) {
        return switch (this) {
            case STANDALONE -> Standalone.fresh(environment);
            case CLUSTER -> Cluster.fresh(environment);
        };
    }
}
