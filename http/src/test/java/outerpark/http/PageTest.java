package outerpark.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTest {

    @Test
    void withoutParametersItIsTheFirstPageOfTwenty() {
        assertThat(Page.of(null, null)).isEqualTo(new Page(0, 20));
        assertThat(Page.of("", "")).isEqualTo(new Page(0, 20));
    }

    @Test
    void theEdgesAreIncludedAndTheOffsetDoesNotOverflow() {
        assertThat(Page.of("0", "1")).isEqualTo(new Page(0, 1));
        assertThat(Page.of("1000000", "200").offset()).isEqualTo(200_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "-1,20",
        "1000001,20",
        "0,0",
        "0,201",
        "0,-1",
        "x,20",
        "1.5,20",
        "0,x",
        "99999999999999999999,20",
        "' 1',20"
    })
    void whatIsOutsideOrNoNumberIsRefused(String page, String size) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Page.of(page, size));
    }
}
