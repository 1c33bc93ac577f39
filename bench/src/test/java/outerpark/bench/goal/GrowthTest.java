package outerpark.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {

    @Test
    void whatCostsTheSameAtEverySizeHasNoSlope() {
        assertThat(slope(List.of(10.0, 100.0, 1_000.0), List.of(7.0, 7.0, 7.0))).isEqualTo(0);
    }

    @Test
    void whatCostsTwiceAsMuchAtTwiceTheSizeHasTheSlopeOne() {
        assertThat(slope(List.of(1.0, 2.0, 4.0), List.of(3.0, 6.0, 12.0))).isCloseTo(1, within(1e-9));
    }

    @Test
    void noiseIsEvenedOut() {
        assertThat(slope(List.of(1.0, 10.0, 100.0), List.of(9.0, 11.0, 9.0))).isCloseTo(0, within(1e-9));
    }

    private static double slope(List<Double> sizes, List<Double> micros) {
        return Growth.slope(IntStream.range(0, sizes.size())
                .mapToObj(i -> new Growth.Point(sizes.get(i), micros.get(i)))
                .toList());
    }
}
