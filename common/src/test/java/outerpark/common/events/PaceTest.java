package outerpark.common.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration GATHER = Duration.ofMillis(10);
    private static final Duration REST = Duration.ofMillis(500);

    @Test
    void withoutARushOnlyABatchThatWasNotFullIsFollowedByAPause() {
        Pace pace = new Pace(1000, Duration.ofSeconds(1), GATHER, () -> false, REST);

        assertThat(pace.restAfter(999)).isEqualTo(GATHER);
        assertThat(pace.restAfter(1000)).isZero();
    }

    @Test
    void inARushEveryBatchIsFollowedByARest() {
        Pace pace = new Pace(1000, Duration.ofSeconds(1), GATHER, () -> true, REST);

        assertThat(pace.restAfter(1)).isEqualTo(REST);
        assertThat(pace.restAfter(1000)).isEqualTo(REST);
    }
}
