package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import outerpark.acceptance.PromQl.Matching;
import outerpark.acceptance.PromQl.Selected;

class PromQlTest {

    @Test
    void metricsAreToldFromFunctionsGroupingsRangesAndNumbers() {
        PromQl read =
                PromQl.of("histogram_quantile(0.95, sum by (le, job) (rate(one_bucket{job=~\"a|b\", uri!=\"/x\"}[5m])))"
                        + " > 1e3 and on (job) group_left () max without(x) (two) offset 5m unless three{} == 0");
        assertThat(read.selected())
                .containsExactly(
                        new Selected(
                                "one_bucket",
                                List.of(new Matching("job", "=~", "a|b"), new Matching("uri", "!=", "/x"))),
                        new Selected("two", List.of()),
                        new Selected("three", List.of()));
        assertThat(read.groupings()).containsExactlyInAnyOrder("le", "job", "x");
    }

    @Test
    void aMetricByItselfIsAnExpression() {
        assertThat(PromQl.of("up").selected()).containsExactly(new Selected("up", List.of()));
    }
}
