package outerpark.common;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** The one clock of a process. It ticks in microseconds, as PostgreSQL keeps time: what is stored reads back equal. */
@Singleton
public final class Clocks {

    private Clocks() {}

    @Produces
    @Singleton
    static Clock microseconds() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }
}
