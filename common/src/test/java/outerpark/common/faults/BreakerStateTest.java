package outerpark.common.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.Guard;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BreakerStateTest {

    private final List<CircuitBreakerState> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayTellHalfOpen = new CountDownLatch(1);
    private final String name = BreakerState.newName("test");
    private final Guard breaker = Guard.create()
            .withCircuitBreaker()
            .name(name)
            .requestVolumeThreshold(2)
            .delay(50, ChronoUnit.MILLIS)
            .onStateChange(this::told)
            .done()
            .build();
    private final BreakerState state = new BreakerState(name);

    @Test
    void isWhatTheBreakerIsInWhateverIsToldLate() throws Exception {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        state.measure("breaker", metrics);
        assertThat(state.now()).isEqualTo(CircuitBreakerState.CLOSED);
        fail();
        fail();
        assertThat(told).containsExactly(CircuitBreakerState.OPEN);
        await().until(() -> state.now() == CircuitBreakerState.HALF_OPEN);
        assertThat(breaker.call(() -> "well", String.class)).isEqualTo("well");
        mayTellHalfOpen.countDown();
        await().until(() -> told.size() == 3);
        // The control: whoever believed what was told last would take it for half open, until it opens again.
        assertThat(told).last().isEqualTo(CircuitBreakerState.HALF_OPEN);
        assertThat(state.now()).isEqualTo(CircuitBreakerState.CLOSED);
        assertThat(metrics.get("breaker").tag("state", "closed").gauge().value())
                .isOne();
        assertThat(metrics.get("breaker").tag("state", "half_open").gauge().value())
                .isZero();
    }

    private void fail() {
        assertThatIllegalStateException().isThrownBy(() -> breaker.call(BreakerStateTest::bad, String.class));
    }

    private static String bad() {
        throw new IllegalStateException("bad");
    }

    private void told(CircuitBreakerState turned) {
        if (turned == CircuitBreakerState.HALF_OPEN) {
            try {
                mayTellHalfOpen.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        told.add(turned);
    }
}
