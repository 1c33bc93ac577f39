package outerpark.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    private final TestClock clock = new TestClock();
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void aProcessWithoutHotPathsIsWarm() {
        assertThat(begun(List.of()).isOver()).isTrue();
    }

    @Test
    void aPathIsWarmWhenItWasQuickOftenEnoughInARow() {
        // Cold at first; then quick, but for once.
        WarmUp warmUp = begun(timeout -> answeredAfter(
                switch (calls.incrementAndGet()) {
                    case 1, 2, 8 -> Duration.ofMillis(51);
                    default -> Duration.ofMillis(50);
                }));
        await().until(warmUp::isOver);
        assertThat(calls).hasValue(8 + WarmUp.QUICK_IN_A_ROW);
    }

    @Test
    void whoeverCannotBeReachedYetIsCalledAgain() {
        WarmUp warmUp = begun(timeout -> calls.incrementAndGet() < 3
                ? CompletableFuture.failedFuture(new IllegalStateException("nobody there"))
                : answeredAfter(Duration.ZERO));
        await().until(warmUp::isOver);
    }

    @Test
    void aPathThatStaysColdIsWaitedForForAWhileAndNoLonger() {
        WarmUp warmUp = begun(timeout -> new CompletableFuture<>());
        assertThat(WarmUp.warm(warmUp).call().getStatus()).isEqualTo(Status.DOWN);
        clock.advance(WarmUp.PATIENCE);
        assertThat(WarmUp.warm(warmUp).call().getStatus()).isEqualTo(Status.DOWN);
        clock.advance(Duration.ofNanos(1_000));
        assertThat(WarmUp.warm(warmUp).call().getStatus()).isEqualTo(Status.UP);
    }

    private WarmUp begun(HotPath path) {
        return begun(List.of(path));
    }

    private WarmUp begun(List<HotPath> paths) {
        WarmUp warmUp = new WarmUp(paths, clock);
        warmUp.start(new StartupEvent());
        return warmUp;
    }

    private CompletableFuture<String> answeredAfter(Duration time) {
        clock.advance(time);
        return CompletableFuture.completedFuture("");
    }
}
