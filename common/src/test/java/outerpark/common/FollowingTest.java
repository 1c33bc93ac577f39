package outerpark.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import outerpark.contracts.events.Cause;

class FollowingTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String TRACEPARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    @AfterEach
    void forget() {
        MDC.clear();
    }

    @Test
    void logLinesAreOfTheStoryUntilItIsClosed() {
        try (var _ = Following.of(new Cause("mine", null, TRACEPARENT))) {
            assertThat(MDC.get("correlationId")).isEqualTo("mine");
            assertThat(MDC.get("traceId")).isEqualTo(TRACE);
        }
        assertThat(MDC.get("correlationId")).isNull();
        assertThat(MDC.get("traceId")).isNull();
    }

    @Test
    void aStoryWithinAStoryGivesBackTheOuterOne() {
        try (var _ = Following.of(new Cause("outer", null, TRACEPARENT))) {
            try (var _ = Following.of(new Cause("inner", null, null))) {
                assertThat(MDC.get("correlationId")).isEqualTo("inner");
                assertThat(MDC.get("traceId")).isNull();
            }
            assertThat(MDC.get("correlationId")).isEqualTo("outer");
            assertThat(MDC.get("traceId")).isEqualTo(TRACE);
        }
    }
}
