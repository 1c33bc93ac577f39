package outerpark.common.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration NONE = Duration.ZERO;
    private static final Duration SHORT = Duration.ofMillis(40);
    private static final Duration LONG = Duration.ofMillis(80);
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final Waiting waiting = new Waiting();

    @Test
    void aBatchThatWasNotFullIsFollowedByAPause() {
        assertThat(rested(pace(SHORT, () -> false, FOR_EVER), 999, NONE)).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void aBatchThatTookLongerIsFollowedByAPauseAsLong() {
        assertThat(rested(pace(SHORT, () -> false, FOR_EVER), 999, LONG)).isGreaterThanOrEqualTo(LONG);
    }

    @Test
    void noPauseIsLongerThanInARush() {
        assertThat(rested(pace(NONE, () -> false, SHORT), 999, FOR_EVER)).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void afterAFullBatchThereIsNoPause() {
        rested(pace(FOR_EVER, () -> false, FOR_EVER), 1000, FOR_EVER);
    }

    @Test
    void inARushEveryBatchIsFollowedByARest() {
        assertThat(rested(pace(NONE, () -> true, SHORT), 1000, NONE)).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void theRestIsOverWhenTheRushIs() {
        Iterator<Boolean> answers = List.of(true, true, true, false).iterator();

        rested(pace(NONE, answers::next, FOR_EVER), 1000, NONE);
        assertThat(answers).isExhausted();
    }

    @Test
    void theRestIsOverAtTheEnd() {
        CompletableFuture<Void> resting =
                CompletableFuture.runAsync(() -> rested(pace(NONE, () -> true, FOR_EVER), 1000, NONE));
        waiting.end();

        resting.join();
    }

    @Test
    void whereNobodyWaitsEventsGatherForLonger() {
        Pace unawaited = pace(NONE, () -> false, FOR_EVER).unawaited();

        assertThat(rested(unawaited, 999, NONE)).isGreaterThanOrEqualTo(LONG);
    }

    private static Pace pace(Duration gatherFor, BooleanSupplier isRush, Duration restInRush) {
        return new Pace(1000, Duration.ofSeconds(1), gatherFor, LONG, isRush, restInRush);
    }

    private Duration rested(Pace pace, int events, Duration taken) {
        long begin = System.nanoTime();
        pace.rest(waiting, events, taken);
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
