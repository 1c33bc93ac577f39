package outerpark.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    @Test
    void itGoesOnWhileRoundsGetBetter() throws IOException {
        assertThat(rounds(false, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10)).isEqualTo(12);
    }

    @Test
    void oneThatIsWorseIsNotTheEnd() throws IOException {
        assertThat(rounds(false, 1, 2, 3, 4, 5, 6, 7, 7, 9, 8, 9)).isEqualTo(11);
    }

    @Test
    void thereAreSomeInAnyCase() throws IOException {
        assertThat(rounds(false, 5, 4, 3, 2, 1, 1, 1, 1)).isEqualTo(8);
        assertThat(rounds(true, 5, 4, 3, 2)).isEqualTo(4);
    }

    /** How many of these rounds are run; more would fail. */
    private static int rounds(boolean isQuick, double... figures) throws IOException {
        Iterator<Double> left = Arrays.stream(figures).iterator();
        int[] rounds = {0};
        WarmUp.run(isQuick, () -> {
            rounds[0]++;
            return left.next();
        });
        return rounds[0];
    }
}
