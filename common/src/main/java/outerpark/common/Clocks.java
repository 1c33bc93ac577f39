package outerpark.common;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The one clock of a process. It ticks in microseconds, as PostgreSQL keeps time: what is stored reads back equal. */
@Singleton
public final class Clocks {

    private Clocks() {}

    @Produces
    @Singleton
    static Clock microseconds(@ConfigProperty(name = "outerpark.clock.offset") Duration offset) {
        return Clock.offset(Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000)), offset);
    }
}
