package outerpark.process.customercenter;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.RedisAPI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;
import outerpark.customercenter.Stories;
import outerpark.customercenter.StoriesContract;
import outerpark.customercenter.domain.Telling;
import outerpark.process.customercenter.ViewStore.Span;

final class RedisStoriesTest extends StoriesContract {

    private static final Instant NOW = Instant.parse("2026-11-22T05:06:07.123456Z");
    private static final int GENERATION = 7;

    private final RedisAPI redis = TestRedis.empty();
    private final ViewStore store = new ViewStore(redis);
    private final Stories stories = new RedisStories(store);

    @BeforeEach
    void begin() {
        assertThat(store.begin(Optional.empty(), GENERATION, NOW, Map.of())).isTrue();
    }

    @Override
    protected Stories stories() {
        return stories;
    }

    @Override
    protected void tell(List<Envelope> events) {
        assertThat(store.add(GENERATION, Map.of(), events)).isTrue();
    }

    @Test
    void whatIsReadSaysOfWhichGenerationItIs() {
        UUID reservation = Ids.next();
        tell(List.of(placed(reservation, 7)));
        assertThat(stories.read(List.of(reservation)).orElseThrow().get(reservation))
                .extracting(Telling::generation)
                .isEqualTo(GENERATION);
    }

    @Test
    void aBatchIsAddedFromTheOffsetWhereTheViewIsAndFromNoOther() {
        UUID reservation = Ids.next();
        assertThat(store.add(GENERATION, Map.of("saga-0", new Span(0, 10)), List.of(placed(reservation, 7))))
                .isTrue();
        Envelope due = event(2, new Event.PaymentDue(reservation));
        assertThat(store.add(GENERATION, Map.of("saga-0", new Span(9, 12)), List.of(due)))
                .as("it is at 10")
                .isFalse();
        assertThat(store.add(GENERATION, Map.of("saga-0", new Span(10, 12), "saga-1", new Span(3, 4)), List.of(due)))
                .as("the other partition is at 0")
                .isFalse();
        assertThat(find(reservation).orElseThrow().history()).hasSize(1);
        assertThat(store.state().orElseThrow().offsets()).isEqualTo(Map.of("saga-0", 10L));

        assertThat(store.add(GENERATION, Map.of("saga-0", new Span(10, 12), "saga-1", new Span(0, 4)), List.of(due)))
                .isTrue();
        assertThat(find(reservation).orElseThrow().history()).hasSize(2);
        assertThat(store.state().orElseThrow().offsets()).isEqualTo(Map.of("saga-0", 12L, "saga-1", 4L));
    }

    @Test
    void aViewThatIsGoneTakesNothingAndHasNothingToRead() {
        redis.flushall(List.of()).toCompletionStage().toCompletableFuture().join();
        assertThat(store.state()).isEmpty();
        assertThat(store.add(GENERATION, Map.of("saga-0", new Span(0, 1)), List.of(placed(Ids.next(), 7))))
                .isFalse();
        assertThat(stories.read(List.of(Ids.next())))
                .as("not even that it is not there")
                .isEmpty();
    }

    @Test
    void aViewThatIsMadeAnewCanBeReadWhenItHasComeAsFarAsTheLogHad() {
        UUID reservation = Ids.next();
        tell(List.of(placed(reservation, 7)));
        assertThat(store.begin(Optional.of(GENERATION), 8, NOW, Map.of("saga-0", 5L, "saga-1", 3L, "saga-2", 0L)))
                .isTrue();
        assertThat(stories.read(List.of(reservation))).isEmpty();
        store.add(8, Map.of("saga-0", new Span(0, 5)), List.of(placed(reservation, 7)));
        store.add(8, Map.of("saga-1", new Span(0, 2)), List.of());
        assertThat(stories.read(List.of(reservation)))
                .as("one record is missing")
                .isEmpty();
        assertThat(store.state().orElseThrow().isRebuilding()).isTrue();
        store.add(8, Map.of("saga-1", new Span(2, 4)), List.of());
        assertThat(find(reservation)).isPresent();
        assertThat(store.state().orElseThrow().isRebuilding()).isFalse();
    }

    @Test
    void onlyTheFirstOfSeveralBeginsTheViewAnew() {
        assertThat(store.begin(Optional.of(GENERATION), 8, NOW, Map.of())).isTrue();
        assertThat(store.begin(Optional.of(GENERATION), 9, NOW, Map.of())).isFalse();
        assertThat(store.begin(Optional.empty(), 9, NOW, Map.of())).isFalse();
        assertThat(store.state().orElseThrow().generation()).isEqualTo(8);
    }

    @Test
    void whatIsLeftOfOtherGenerationsIsRemovedAndNothingElse() {
        UUID reservation = Ids.next();
        tell(List.of(placed(reservation, 7)));
        store.begin(Optional.of(GENERATION), 71, NOW, Map.of());
        store.add(71, Map.of(), List.of(placed(reservation, 7)));
        store.removeOthers(71);
        assertThat(find(reservation)).isPresent();
        assertThat(redis.keys("view:7:*")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join())
                .isEmpty();
    }

    /** As by a process that was stopped in the middle of it, and goes on when there is another view. */
    @Test
    void whoRemovesForAViewThatIsGoneRemovesNothing() {
        UUID reservation = Ids.next();
        store.begin(Optional.of(GENERATION), 71, NOW, Map.of());
        store.add(71, Map.of(), List.of(placed(reservation, 7)));
        store.removeOthers(GENERATION);
        assertThat(find(reservation)).isPresent();
    }
}
