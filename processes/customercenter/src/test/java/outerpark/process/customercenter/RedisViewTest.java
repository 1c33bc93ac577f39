package outerpark.process.customercenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.redis.client.RedisAPI;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.common.events.DeadLetters;
import outerpark.common.events.TestDesk;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event.MusicalRegistered;
import outerpark.customercenter.domain.RandomSaga;
import outerpark.customercenter.domain.Story;
import outerpark.customercenter.domain.Telling;
import outerpark.process.customercenter.ViewStore.Span;
import outerpark.process.customercenter.ViewStore.State;
import outerpark.process.kafka.LogEnds;

/** Whatever becomes of Redis, and whoever writes at the same time: in the end the view says what the log says. */
class RedisViewTest {

    private static final long SHOW = 7;
    private static final String SHOW_NAME = "레베카";

    /** Small batches: whatever is to happen in the middle finds one. */
    private static final int BATCH = 5;

    private final Random random = RandomSaga.seeded();
    private final RedisAPI redis = TestRedis.empty();
    private final ViewStore store = new ViewStore(redis);
    private final Database database = TestPostgres.database("customercenter", "db/events", "db/customercenter");
    private final StoriesFollowTheLog handler = new StoriesFollowTheLog(database, store);
    private final TestLog log = new TestLog();
    private final TopicPartition shows = log.partition("shows");
    private final TopicPartition saga = log.partition("saga");
    private final RedisView view = new RedisView(store, handler, log, Clock.systemUTC());
    private final List<RandomSaga> sagas =
            Stream.generate(() -> new RandomSaga(random, SHOW, 5)).limit(20).toList();

    @BeforeEach
    void tell() {
        log.tell(shows, List.of(registered()));
        sagas.forEach(one -> log.tell(saga, one.events()));
    }

    @Test
    void theViewSaysWhatTheLogSays() {
        reader().bringAll(BATCH);
        assertTheViewSaysWhatTheLogSays();
        assertThat(view.standing().isRebuilding()).isFalse();
        assertThat(view.standing().behind()).isEqualTo(Map.of("saga", 0L, "shows", 0L));
    }

    @Test
    void eventsThatAreInTheLogTwiceChangeNothing() {
        sagas.forEach(one -> log.tell(saga, one.events()));
        reader().bringAll(BATCH);
        assertTheViewSaysWhatTheLogSays();
    }

    @Test
    void theOrderOfTopicsAndOfServicesChangesNothing() {
        List<Envelope> shuffled = new ArrayList<>(
                sagas.stream().flatMap(one -> one.events().stream()).toList());
        Collections.shuffle(shuffled, random);
        TestLog other = new TestLog();
        TopicPartition otherSaga = other.partition("saga");
        TopicPartition otherShows = other.partition("shows");
        other.tell(otherSaga, shuffled);
        TestReader reader = reader(other);
        reader.bringAll(BATCH);
        other.tell(otherShows, List.of(registered()));
        reader.bringAll(BATCH);
        sagas.forEach(one -> assertThat(story(one).map(Story::status))
                .isEqualTo(Story.of(one.told(), SHOW_NAME).map(Story::status)));
        assertThat(story(sagas.getFirst()).orElseThrow().musicalName()).isEqualTo(SHOW_NAME);
    }

    @Test
    void offsetsThatAreMissingInTheLogAreStepsLikeOthers() {
        RandomSaga late = new RandomSaga(random, SHOW, 5);
        late.events().forEach(event -> log.tellLater(saga, 3, event));
        reader().bringAll(BATCH);
        assertThat(story(late)).isEqualTo(Story.of(late.told(), SHOW_NAME));
        assertThat(place(saga)).isEqualTo(log.end(saga));
    }

    @Test
    void aRedisThatIsWipedReadsTheWholeLogAgain() {
        TestReader reader = reader();
        reader.bring(BATCH);
        reader.bring(BATCH);
        State before = store.state().orElseThrow();
        TestRedis.await(redis.flushall(List.of()));

        assertThatThrownBy(() -> reader.bring(BATCH)).hasMessageContaining("made anew");
        assertThat(store.state()).as("nothing is written of that").isEmpty();
        reader.goOnFromItsPlaces();
        assertThat(store.state().orElseThrow())
                .matches(State::isRebuilding)
                .matches(state -> state.generation() != before.generation());
        reader.bring(BATCH);
        assertThat(store.read(List.of(sagas.getFirst().reservationId())))
                .as("no half a view is shown")
                .isEmpty();
        reader.bringAll(BATCH);
        assertTheViewSaysWhatTheLogSays();
    }

    @Test
    void aRedisThatIsRolledBackGoesOnFromThePlacesThatAreStoredInIt() {
        TestReader reader = reader();
        reader.bring(BATCH);
        long then = place(saga);
        snapshot();
        reader.bring(BATCH);
        rollBack();

        assertThatThrownBy(() -> reader.bring(BATCH)).hasMessageContaining("rolled back");
        assertThat(place(saga)).as("nothing is written of that").isEqualTo(then);
        reader.goOnFromItsPlaces();
        reader.bringAll(BATCH);
        assertTheViewSaysWhatTheLogSays();
    }

    /** The control run: what is written is not held against the place where the view is. */
    @Test
    void withoutThePlacesARolledBackViewWouldMissWhatItHasLost() {
        TestReader reader = reader();
        reader.bring(BATCH);
        long then = place(saga);
        snapshot();
        reader.bring(BATCH);
        long next = place(saga);
        rollBack();

        List<Envelope> rest = log.next(saga, next, Integer.MAX_VALUE).values().stream()
                .map(told -> Objects.requireNonNull(told.event()))
                .toList();
        Map<String, Span> wherever = Map.of(saga.toString(), new Span(then, log.end(saga)));
        assertThat(store.add(store.state().orElseThrow().generation(), wherever, rest))
                .isTrue();
        reader.goOnFromItsPlaces();
        reader.bringAll(BATCH);
        assertThat(heard()).as("all that was told between the two").isEqualTo(told() - (next - then));
    }

    @Test
    void ofTwoWritersTheOneThatWasReplacedWritesNothing() {
        TestReader replaced = reader();
        replaced.bring(BATCH);
        TestReader successor = reader();
        successor.bring(BATCH);
        long place = place(saga);

        assertThatThrownBy(() -> replaced.bring(1)).hasMessageContaining("moved by somebody else");
        assertThat(place(saga)).isEqualTo(place);
        replaced.goOnFromItsPlaces();
        boolean isMore = true;
        while (isMore) {
            boolean hadOne = bringOrGoBack(replaced);
            isMore = bringOrGoBack(successor) || hadOne;
        }
        assertTheViewSaysWhatTheLogSays();
    }

    @Test
    void aRebuildingMakesItAnewFromTheWholeLogAndParksAnew() {
        log.tellUnreadable(saga, registered());
        TestReader reader = reader();
        reader.bringAll(BATCH);
        assertThat(letters()).isEqualTo(1);
        int before = store.state().orElseThrow().generation();

        view.begin();
        assertThat(letters()).isZero();
        assertThat(view.standing().isRebuilding()).isTrue();
        assertThat(view.standing().behind()).isEqualTo(Map.of("saga", log.end(saga), "shows", log.end(shows)));
        int generation = store.state().orElseThrow().generation();
        assertThat(generation).isNotEqualTo(before);
        view.begin();
        assertThat(store.state().orElseThrow().generation())
                .as("one that is under way goes on")
                .isEqualTo(generation);

        reader.goOnFromItsPlaces();
        reader.bringAll(BATCH);
        assertTheViewSaysWhatTheLogSays();
        assertThat(letters()).isEqualTo(1);
        assertThat(view.standing().isRebuilding()).isFalse();
        await().until(() -> TestRedis.await(redis.keys("view:" + before + ":*")).size() == 0);
    }

    /** The new view is begun, and before whoever has begun it hears of that, its follower parks an event. */
    @Test
    void whatTheNewViewParksAtOnceIsNotForgottenWithTheLettersOfTheOld() {
        reader().bringAll(BATCH);
        int before = store.state().orElseThrow().generation();
        log.tellUnreadable(saga, registered());

        viewThatIsBegunWhile(() -> reader().bringAll(BATCH)).begin();
        assertThat(store.state().orElseThrow().generation()).isNotEqualTo(before);
        assertThat(letters()).isEqualTo(1);
        assertTheViewSaysWhatTheLogSays();
    }

    @Test
    void whoDoesNotHearThatTheViewIsBegunForgetsNoLetter() {
        log.tellUnreadable(saga, registered());
        reader().bringAll(BATCH);
        int before = store.state().orElseThrow().generation();

        RedisView dying = viewThatIsBegunWhile(() -> {
            throw new IllegalStateException("died on purpose");
        });
        assertThatThrownBy(dying::begin).hasMessageContaining("died on purpose");
        assertThat(store.state().orElseThrow().generation()).isNotEqualTo(before);
        assertThat(letters()).isEqualTo(1);
        reader().bringAll(BATCH);
        assertTheViewSaysWhatTheLogSays();
        assertThat(letters()).as("parked again, as the same letter").isEqualTo(1);
    }

    @Test
    void ofTwoWhoBeginItTheSlowerOneForgetsNoLetter() {
        log.tellUnreadable(saga, registered());
        reader().bringAll(BATCH);
        RedisView slower = viewThatFinds(() -> {
            view.begin();
            reader().bringAll(BATCH);
        });

        slower.begin();
        assertThat(letters()).isEqualTo(1);
        assertTheViewSaysWhatTheLogSays();
    }

    @Test
    void aLogThatIsNotWholeAnyMoreIsNamedAndNothingIsBegun() {
        reader().bringAll(BATCH);
        assertThat(view.begin()).isEmpty();
        reader().bringAll(BATCH);
        int before = store.state().orElseThrow().generation();
        log.forgetBefore(saga, 1);
        assertThat(view.begin()).containsExactly("saga");
        assertThat(store.state().orElseThrow().generation()).isEqualTo(before);
    }

    private TestReader reader() {
        return reader(log);
    }

    private TestReader reader(TestLog of) {
        RedisView its = new RedisView(store, handler, of, Clock.systemUTC());
        return new TestReader(
                of, new ViewWriter(store, its, handler, new DeadLetters(handler.name(), database.service())));
    }

    /** The view, to whoever begins it by a client of Redis that does something when that is done and not yet known. */
    private RedisView viewThatIsBegunWhile(Runnable then) {
        AtomicBoolean isDone = new AtomicBoolean();
        RedisAPI slow = (RedisAPI) Proxy.newProxyInstance(
                RedisAPI.class.getClassLoader(), new Class<?>[] {RedisAPI.class}, (self, method, arguments) -> {
                    Object answer = method.invoke(redis, arguments);
                    boolean isScript = method.getName().startsWith("eval");
                    return isScript
                            ? ((Future<?>) answer)
                                    .compose(done -> once(isDone, then).map(nothing -> done))
                            : answer;
                });
        return new RedisView(new ViewStore(slow), handler, log, Clock.systemUTC());
    }

    private static Future<?> once(AtomicBoolean isDone, Runnable then) {
        return TestRedis.VERTX.executeBlocking(() -> {
            if (isDone.compareAndSet(false, true)) {
                then.run();
            }
            return true;
        });
    }

    /** The view, to whoever looks at it before something is done, and begins it after. */
    private RedisView viewThatFinds(Runnable before) {
        LogEnds late = new LogEnds() {
            @Override
            public Map<TopicPartition, Long> begins() {
                return log.begins();
            }

            @Override
            public Map<TopicPartition, Long> ends() {
                before.run();
                return log.ends();
            }
        };
        return new RedisView(store, handler, late, Clock.systemUTC());
    }

    private static boolean bringOrGoBack(TestReader reader) {
        try {
            return reader.bring(BATCH);
        } catch (RuntimeException moved) {
            reader.goOnFromItsPlaces();
            return true;
        }
    }

    private void assertTheViewSaysWhatTheLogSays() {
        sagas.forEach(one -> assertThat(story(one)).isEqualTo(Story.of(one.told(), SHOW_NAME)));
        assertThat(heard()).isEqualTo(told());
    }

    private Optional<Story> story(RandomSaga of) {
        return Optional.ofNullable(
                        store.read(List.of(of.reservationId())).orElseThrow().get(of.reservationId()))
                .flatMap(Telling::story);
    }

    /** How many events the view has of all of them. */
    private long heard() {
        List<UUID> all = sagas.stream().map(RandomSaga::reservationId).toList();
        return store.read(all).orElseThrow().values().stream()
                .mapToLong(telling -> telling.told().size())
                .sum();
    }

    private long told() {
        return sagas.stream().mapToLong(one -> one.events().size()).sum();
    }

    private long place(TopicPartition partition) {
        return store.state().orElseThrow().offsets().getOrDefault(partition.toString(), 0L);
    }

    private int letters() {
        return new TestDesk(handler).letters().size();
    }

    /** Keeps a copy of all that is in Redis, in its next database. */
    private void snapshot() {
        TestRedis.await(redis.keys("*")).forEach(key -> {
            String name = key.toString();
            TestRedis.await(redis.copy(List.of(name, name, "DB", "1")));
        });
    }

    private void rollBack() {
        TestRedis.await(redis.flushdb(List.of()));
        TestRedis.await(redis.swapdb("0", "1"));
    }

    private static Envelope registered() {
        return new Envelope(
                Ids.next(),
                1,
                Clock.systemUTC().instant(),
                "the-request",
                null,
                null,
                new MusicalRegistered(SHOW, SHOW_NAME, 25_000, 100));
    }
}
