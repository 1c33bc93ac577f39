package outerpark.common;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The one clock of a process. It ticks in microseconds, as PostgreSQL keeps time: what is stored reads back equal. */
@Singleton
public final class Clocks {

    private Clocks() {}

    @Produces
    @Singleton
    static Clock microseconds(
            @ConfigProperty(name = "outerpark.clock.offset") Duration offset,
            @ConfigProperty(name = "outerpark.clock.jumps-after") Duration jumpsAfter) {
        Clock right = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
        return offset.isZero() ? right : new Jumping(right, right.instant().plus(jumpsAfter), offset);
    }

    /** One that is right at first, and wrong from a moment on. */
    private static final class Jumping extends Clock {

        private final Clock right;
        private final Instant jumpsAt;
        private final Duration offset;

        Jumping(Clock right, Instant jumpsAt, Duration offset) {
            this.right = right;
            this.jumpsAt = jumpsAt;
            this.offset = offset;
        }

        @Override
        public Instant instant() {
            Instant now = right.instant();
            return now.isBefore(jumpsAt) ? now : now.plus(offset);
        }

        @Override
        public ZoneId getZone() {
            return right.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new Jumping(right.withZone(zone), jumpsAt, offset);
        }
    }
}
