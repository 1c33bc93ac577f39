package outerpark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PausesTest {

    private final Pauses pauses = new Pauses();

    @Test
    void theyGrowFromNoneToSomeSeconds() {
        assertThat(Stream.generate(() -> pauses.after(Duration.ZERO).toSeconds())
                        .limit(7))
                .containsExactly(0L, 1L, 2L, 4L, 8L, 8L, 8L);
    }

    @Test
    void theyBeginAnewAfterAWhileOfReadiness() {
        pauses.after(Duration.ZERO);
        pauses.after(Duration.ZERO);
        assertThat(pauses.after(Pauses.SETTLED_AFTER.minusMillis(1))).hasSeconds(2);
        assertThat(pauses.after(Pauses.SETTLED_AFTER)).isZero();
        assertThat(pauses.after(Duration.ZERO)).hasSeconds(1);
    }
}
