package outerpark.customercenter;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Live streams for tests that are about something else. */
public final class TestStreams {

    private TestStreams() {}

    public static LiveStreams on(Stories stories, Vertx vertx) {
        return new LiveStreams(
                stories, vertx, new StreamLimits(10, Duration.ofMinutes(1), 10), new SimpleMeterRegistry());
    }
}
