package outerpark.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthTest {

    @Test
    void whatCostsTheSameAtEverySizeHasNoSlope() {
        assertThat(Growth.slope(List.of(10L, 100L, 1_000L), List.of(7.0, 7.0, 7.0)))
                .isEqualTo(0);
    }

    @Test
    void whatCostsTwiceAsMuchAtTwiceTheSizeHasTheSlopeOne() {
        assertThat(Growth.slope(List.of(1L, 2L, 4L), List.of(3.0, 6.0, 12.0))).isCloseTo(1, within(1e-9));
    }

    @Test
    void noiseIsEvenedOut() {
        assertThat(Growth.slope(List.of(1L, 10L, 100L), List.of(9.0, 11.0, 9.0)))
                .isCloseTo(0, within(1e-9));
    }
}
