package outerpark.common.faults;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import java.util.Locale;

/** The state of a circuit breaker, as its owner asks for it and as the metrics tell it. */
public final class BreakerState {

    private volatile CircuitBreakerState now = CircuitBreakerState.CLOSED;

    /**
     * Closed.
     *
     * @param gauge its name: one gauge for each state, 1 for the one that it is in
     */
    public BreakerState(String gauge, MeterRegistry metrics) {
        for (CircuitBreakerState state : CircuitBreakerState.values()) {
            Gauge.builder(gauge, () -> now == state ? 1 : 0)
                    .description("1 for the state the breaker is in")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(metrics);
        }
    }

    public CircuitBreakerState now() {
        return now;
    }

    public void turned(CircuitBreakerState state) {
        now = state;
    }
}
