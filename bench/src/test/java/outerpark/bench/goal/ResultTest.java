package outerpark.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTest {

    private static final Goal FAST = Goal.atLeast("P1", "rate", 15, "×");
    private static final Goal CHEAP = Goal.atMost("P2", "cost", 3, "×");

    @Test
    void theMedianDecides() {
        assertThat(result(FAST, 14.0, 15.0, 99.0).isReached()).isTrue();
        assertThat(result(FAST, 14.0, 14.9, 99.0).isReached()).isFalse();
        assertThat(result(CHEAP, 3.0, 2.0, 9.0).isReached()).isTrue();
        assertThat(result(CHEAP, 3.1, 2.0, 9.0).isReached()).isFalse();
    }

    @Test
    void ofAnEvenNumberTheMedianIsBetweenTheTwo() {
        assertThat(result(FAST, 16.0, 10.0, 12.0, 20.0).median()).isEqualTo(14.0);
    }

    @Test
    void theWorstIsFarthestFromTheGoal() {
        assertThat(result(FAST, 14.0, 15.0, 99.0).worst()).isEqualTo(14.0);
        assertThat(result(CHEAP, 3.1, 2.0, 9.0).worst()).isEqualTo(9.0);
    }

    @Test
    void nothingMeasuredIsNoResult() {
        assertThatThrownBy(() -> result(FAST)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void figuresAreAsLongAsTheySay() {
        assertThat(FAST.text()).isEqualTo("≥ 15.0 ×");
        assertThat(FAST.text(3.14159)).isEqualTo("3.14 ×");
        assertThat(FAST.text(12_345.6)).isEqualTo("12,346 ×");
        assertThat(CHEAP.text()).isEqualTo("≤ 3.00 ×");
    }

    private static Result result(Goal goal, Double... figures) {
        return new Result(goal, List.of(figures), "");
    }
}
