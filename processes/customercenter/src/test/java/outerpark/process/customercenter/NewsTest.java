package outerpark.process.customercenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.StartupEvent;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.ReservationPlaced;
import outerpark.customercenter.LiveStreams;
import outerpark.customercenter.TestStreams;
import outerpark.customercenter.domain.Update;

/** A process that follows a story, and another one that writes it. */
class NewsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T05:06:07.123456Z");
    private static final int GENERATION = 7;

    private final RedisAPI ofWriter = TestRedis.empty();
    private final ViewStore writer = new ViewStore(ofWriter);
    private final ViewStore reader = new ViewStore(RedisAPI.api(TestRedis.client()));
    private final LiveStreams streams = TestStreams.on(new RedisStories(reader), TestRedis.VERTX);
    private final UUID reservation = Ids.next();
    private final Queue<Update> seen = new ConcurrentLinkedQueue<>();

    @Test
    void whatOneProcessWritesIsSeenByWhomeverFollowsItInAnother() {
        assertThat(writer.begin(Optional.empty(), GENERATION, NOW, Map.of())).isTrue();
        new News(TestRedis.client(), streams, TestRedis.VERTX).start(new StartupEvent());
        awaitListeners();
        TestStreams.follow(streams, reservation, seen::add);

        write(event(1, new ReservationPlaced(reservation, Ids.next(), 7, 2, 50_000, NOW, null, null, null)));
        await().until(() -> seen.size() == 1);
        write(event(2, new Event.PaymentDue(reservation)));
        await().until(() -> seen.size() == 2);
    }

    @Test
    void aConnectionThatIsLostIsMadeAgain() {
        assertThat(writer.begin(Optional.empty(), GENERATION, NOW, Map.of())).isTrue();
        new News(TestRedis.client(), streams, TestRedis.VERTX).start(new StartupEvent());
        awaitListeners();
        TestRedis.await(ofWriter.client(List.of("KILL", "TYPE", "pubsub")));
        await().until(() -> listeners() == 0);
        awaitListeners();
        TestStreams.follow(streams, reservation, seen::add);

        write(event(1, new ReservationPlaced(reservation, Ids.next(), 7, 2, 50_000, NOW, null, null, null)));
        await().until(() -> seen.size() == 1);
    }

    private void awaitListeners() {
        await().until(() -> listeners() > 0);
    }

    private int listeners() {
        Response subscribers = TestRedis.await(ofWriter.pubsub(List.of("NUMSUB", ViewStore.NEWS)));
        return Integer.parseInt(subscribers.get(1).toString());
    }

    private void write(Envelope event) {
        assertThat(writer.add(GENERATION, Map.of(), List.of(event))).isTrue();
    }

    private static Envelope event(long revision, Event data) {
        return new Envelope(Ids.next(), revision, NOW, "the-request", null, null, data);
    }
}
