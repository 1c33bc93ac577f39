package outerpark.common.faults;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import java.util.Locale;
import outerpark.contracts.Ids;

/**
 * The state of a circuit breaker, as its owner asks for it and as the metrics tell it: the breaker's own word. What it
 * tells of its turns is no state, for they are told by several threads, after the turn, and one may overtake another.
 */
public final class BreakerState {

    private final CircuitBreakerMaintenance breakers = CircuitBreakerMaintenance.get();
    private final String breaker;

    /**
     * The state of one breaker, which has been built.
     *
     * @param breaker the name that it was built with
     */
    public BreakerState(String breaker) {
        this.breaker = breaker;
    }

    /** A name that no other breaker has, be there several for the same thing: names are the whole program's. */
    public static String newName(String description) {
        return description + " " + Ids.next();
    }

    public CircuitBreakerState now() {
        return breakers.currentState(breaker);
    }

    /** One gauge of that name for each state, 1 for the one that the breaker is in. */
    public void measure(String gauge, MeterRegistry metrics) {
        for (CircuitBreakerState state : CircuitBreakerState.values()) {
            Gauge.builder(gauge, () -> now() == state ? 1 : 0)
                    .description("1 for the state the breaker is in")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(metrics);
        }
    }
}
