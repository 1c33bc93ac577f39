package outerpark.common.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration GATHER = Duration.ofMillis(10);
    private static final Duration SHORT = Duration.ofMillis(9);
    private static final Duration LONG = Duration.ofMillis(11);
    private static final Duration REST = Duration.ofMillis(500);

    @Test
    void withoutARushOnlyABatchThatWasNotFullIsFollowedByAPause() {
        Pace pace = new Pace(1000, Duration.ofSeconds(1), GATHER, () -> false, REST);

        assertThat(pace.restAfter(999, SHORT)).isEqualTo(GATHER);
        assertThat(pace.restAfter(999, LONG)).isEqualTo(LONG);
        assertThat(pace.restAfter(999, Duration.ofSeconds(30))).isEqualTo(REST);
        assertThat(pace.restAfter(1000, LONG)).isZero();
    }

    @Test
    void inARushEveryBatchIsFollowedByARest() {
        Pace pace = new Pace(1000, Duration.ofSeconds(1), GATHER, () -> true, REST);

        assertThat(pace.restAfter(1, LONG)).isEqualTo(REST);
        assertThat(pace.restAfter(1000, LONG)).isEqualTo(REST);
    }
}
