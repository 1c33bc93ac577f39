package outerpark.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

final class ClocksTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void theClockIsTheMachinesAndTicksAsTheDatabaseKeepsTime() {
        Clock clock = Clocks.microseconds(Duration.ZERO, Duration.ZERO);
        Instant before = Instant.now();
        Instant now = clock.instant();
        assertThat(Duration.between(before, now).abs()).isLessThan(HOUR);
        assertThat(now).isEqualTo(now.truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    void oneThatIsToJumpIsRightUntilThen() {
        Instant before = Instant.now();
        assertThat(Clocks.microseconds(HOUR, HOUR).instant()).isBefore(before.plus(HOUR));
        assertThat(Clocks.microseconds(HOUR, Duration.ZERO).instant())
                .isAfterOrEqualTo(before.plus(HOUR).minusNanos(1_000));
        assertThat(Clocks.microseconds(HOUR.negated(), Duration.ZERO).instant()).isBefore(before);
    }
}
