package outerpark.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracesTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String TRACEPARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    @Test
    void aTraceparentNamesItsTraceAndIsTheContextOfWhatIsDoneUnderIt() {
        assertThat(Traces.traceIdOf(TRACEPARENT)).isEqualTo(TRACE);
        assertThat(Traces.isSampled(TRACEPARENT)).isTrue();
        assertThat(Traces.traceparent()).isEmpty();
        try (var _ = Traces.contextOf(TRACEPARENT).makeCurrent()) {
            assertThat(Traces.traceparent()).contains(TRACEPARENT);
        }
    }

    @Test
    void whatItsBeginnerDidNotSampleIsNotSampled() {
        assertThat(Traces.isSampled(TRACEPARENT.replaceAll("1$", "0"))).isFalse();
        assertThat(Traces.isSampled(null)).isFalse();
    }

    @Test
    void aSpanOfNoTraceIsNobodysParent() {
        assertThat(Traces.traceparentOf(Span.getInvalid())).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n"
            })
    void whatIsNoTraceparentNamesNoTrace(@Nullable String traceparent) {
        assertThat(Traces.traceIdOf(traceparent)).isNull();
    }
}
