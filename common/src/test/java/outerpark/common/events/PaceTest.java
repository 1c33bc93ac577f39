package outerpark.common.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import outerpark.common.batching.Rush;

class PaceTest {

    private static final Duration GATHER = Duration.ofMillis(10);
    private static final Duration REST = Duration.ofMillis(500);

    private final Rush rush = new Rush(64);
    private final Pace pace = new Pace(1000, Duration.ofSeconds(1), GATHER, rush::isOn, REST);

    @Test
    void withoutARushOnlyABatchThatWasNotFullIsFollowedByAPause() {
        rush.served(63);

        assertThat(pace.restAfter(999)).isEqualTo(GATHER);
        assertThat(pace.restAfter(1000)).isZero();
    }

    @Test
    void inARushEveryBatchIsFollowedByARest() {
        rush.served(64);

        assertThat(pace.restAfter(1)).isEqualTo(REST);
        assertThat(pace.restAfter(1000)).isEqualTo(REST);
    }
}
