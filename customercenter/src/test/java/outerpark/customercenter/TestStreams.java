package outerpark.customercenter;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import outerpark.customercenter.domain.Bookmark;
import outerpark.customercenter.domain.Update;

/** Live streams for tests that are about something else. */
public final class TestStreams {

    private TestStreams() {}

    public static LiveStreams on(Stories stories, Vertx vertx) {
        return new LiveStreams(
                stories, vertx, new StreamLimits(10, Duration.ofMinutes(1), 10), new SimpleMeterRegistry());
    }

    /** Follows a story from its beginning, and hands on each new step. */
    public static void follow(LiveStreams streams, UUID reservationId, Consumer<Update> client) {
        var _ = streams.follow(reservationId, Bookmark.BEGIN).subscribe().with(update -> update.ifPresent(client));
    }
}
