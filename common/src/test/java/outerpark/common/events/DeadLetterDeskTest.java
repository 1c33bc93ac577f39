package outerpark.common.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.common.database.NothingWritten;
import outerpark.common.events.DeadLetterDesk.Replay;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.EventJson;
import outerpark.http.Page;

class DeadLetterDeskTest {

    private static final Page ALL = new Page(0, 200);

    private final Database database = TestPostgres.database("probe", "db/events");
    private final Outbox outbox = new Outbox(database, new EventSignals());
    private final OutboxReader reader = new OutboxReader(TestPostgres.events(database));
    /** Writes an effect, unless the handler is made to fail. */
    private Noting.Trouble trouble = (transaction, events) -> {};

    private final Noting handler = new Noting(database, (transaction, events) -> trouble.with(transaction, events));
    private final DeadLetterDesk desk = new DeadLetterDesk(List.of(handler), List.of(database), reader);

    @BeforeEach
    void effects() {
        Noting.prepare(database);
    }

    @Test
    void aLetterHasAllThatIsKnownAboutItsEventAndAListHasNoData() {
        Envelope event = park(1).getFirst();

        DeadLetter listed = onlyLetter();
        DeadLetter letter = desk.find("probe", listed.id()).orElseThrow();
        assertThat(opened(letter.event().orElseThrow())).isEqualTo(event);
        assertThat(letter)
                .extracting(DeadLetter::service, DeadLetter::handler, DeadLetter::source, DeadLetter::error)
                .containsExactly("probe", "noting", "probe", "out of ink");
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(listed.data()).isNull();
        assertThat(listed.subject()).isEqualTo(event.subject());
        assertThat(listed.correlationId()).isEqualTo(event.correlationId());
    }

    @Test
    void theNewestComeFirstPageByPage() {
        List<Envelope> parked = park(5);

        assertThat(eventsOf(desk.list(null, null, new Page(0, 2)))).containsExactly(id(parked, 4), id(parked, 3));
        assertThat(eventsOf(desk.list("probe", "noting", new Page(1, 2))))
                .containsExactly(id(parked, 2), id(parked, 1));
        assertThat(eventsOf(desk.list(null, null, new Page(2, 2)))).containsExactly(id(parked, 0));
        assertThat(desk.list(null, null, new Page(3, 2)).items()).isEmpty();
        assertThat(desk.list(null, null, new Page(3, 2)).total()).isEqualTo(5);
        assertThat(desk.list(null, "nobody", ALL)).isEqualTo(new Page.Of<>(List.of(), 0));
    }

    @Test
    void severalServicesLettersAreOneList() {
        park(2);
        Database other = TestPostgres.database("other", "db/events");
        DeadLetterDesk both = new DeadLetterDesk(List.of(handler), List.of(database, other), reader);
        RawEvent event = desk.find("probe", newest()).orElseThrow().event().orElseThrow();
        other.run(t -> DeadLetterStore.park(
                t.connection(), new DeadLetterStore.Channel("listening", "probe"), 1, event, "deaf"));

        assertThat(both.list(null, null, new Page(0, 2)).items())
                .extracting(DeadLetter::service)
                .containsExactly("other", "probe");
        assertThat(both.list(null, null, ALL).total()).isEqualTo(3);
        assertThat(both.list("other", null, ALL).items()).hasSize(1);
    }

    @Test
    void aReplayThatWorksLeavesItsEffectAndNoLetter() {
        Envelope event = park(1).getFirst();
        long id = onlyLetter().id();

        Replay replay = desk.replay("probe", id).orElseThrow();
        assertThat(replay.isActedOn()).isTrue();
        assertThat(replay.letter().eventId()).isEqualTo(event.eventId());
        assertThat(Noting.effects(database)).containsExactly(event.eventId().toString());
        assertThat(desk.list(null, null, ALL).total()).isZero();
        assertThat(desk.replay("probe", id)).isEmpty();
    }

    @Test
    void aReplayThatIsRefusedLeavesNoEffectAndTheLetterWithItsNewReason() {
        park(1);
        DeadLetter before = onlyLetter();
        refuse("still out of ink\0");

        Replay replay = desk.replay("probe", before.id()).orElseThrow();
        assertThat(replay.isActedOn()).isFalse();
        assertThat(replay.letter().error()).isEqualTo("still out of ink\uFFFD");
        assertThat(replay.letter().attempts()).isEqualTo(2);
        assertThat(replay.letter().triedAt()).isAfter(before.triedAt());
        assertThat(replay.letter().parkedAt()).isEqualTo(before.parkedAt());
        assertThat(Noting.effects(database)).isEmpty();
    }

    @Test
    void aFailureThatMayPassIsNoRefusal() {
        park(1);
        trouble = (t, events) -> Stories.execute(
                t.connection(), "DO $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '40001'; END $$");

        long id = onlyLetter().id();
        assertThatExceptionOfType(NothingWritten.class).isThrownBy(() -> desk.replay("probe", id));
        assertThat(onlyLetter().attempts()).isEqualTo(1);
    }

    @Test
    void anEventThatCannotBeReadStaysUnreadable() {
        park(1);
        Stories.execute(database, "UPDATE dead_letter SET type = 'SeatsPainted'");

        Replay replay = desk.replay("probe", onlyLetter().id()).orElseThrow();
        assertThat(replay.isActedOn()).isFalse();
        assertThat(replay.letter().error()).contains("unknown event SeatsPainted");
    }

    @Test
    void aLetterOfAHandlerThatIsNoMoreStays() {
        park(1);
        DeadLetterDesk without = new DeadLetterDesk(List.of(), List.of(database), reader);

        Replay replay = without.replay("probe", onlyLetter().id()).orElseThrow();
        assertThat(replay.isActedOn()).isFalse();
        assertThat(replay.letter().error()).contains("no handler noting");
    }

    @Test
    void ofTwoReplaysAtOnceOneIsInEffect() throws Exception {
        Envelope event = park(1).getFirst();
        long id = onlyLetter().id();
        CountDownLatch bothAsked = new CountDownLatch(1);
        trouble = (transaction, events) -> awaitUninterrupted(bothAsked);
        try (ExecutorService two = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Replay>> first = two.submit(() -> desk.replay("probe", id));
            Future<Optional<Replay>> second = two.submit(() -> desk.replay("probe", id));
            awaitWaitingForALock();
            bothAsked.countDown();

            assertThat(List.of(first.get().isPresent(), second.get().isPresent()))
                    .containsExactlyInAnyOrder(true, false);
        }
        assertThat(Noting.effects(database)).containsExactly(event.eventId().toString());
    }

    /** The control run: what happens if the letter is read without its lock. */
    @Test
    void withoutTheLockBothWouldBeInEffect() throws Exception {
        park(1);
        long id = onlyLetter().id();
        CountDownLatch bothRead = new CountDownLatch(2);
        try (ExecutorService two = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2; i++) {
                var _ = two.submit(() -> database.write(t -> {
                    RawEvent event = DeadLetterStore.find(t.connection(), "probe", id)
                            .flatMap(DeadLetter::event)
                            .orElseThrow();
                    bothRead.countDown();
                    awaitUninterrupted(bothRead);
                    handler.on(t, List.of(opened(event)));
                    return DeadLetterStore.remove(t.connection(), "probe", id);
                }));
            }
        }
        assertThat(Noting.effects(database)).hasSize(2);
    }

    @Test
    void whatIsDroppedIsGoneForGood() {
        Envelope event = park(1).getFirst();
        long id = onlyLetter().id();

        assertThat(desk.drop("probe", id).orElseThrow().data()).contains(event.subject());
        assertThat(desk.drop("probe", id)).isEmpty();
        assertThat(desk.find("probe", id)).isEmpty();
        assertThat(Noting.effects(database)).isEmpty();
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        assertThat(desk.find("nobody", 1)).isEmpty();
        assertThat(desk.replay("nobody", 1)).isEmpty();
        assertThat(desk.drop("probe", 1)).isEmpty();
    }

    @Test
    void aLetterOfAnOlderVersionIsReadFromTheOutbox() {
        Envelope event = park(1).getFirst();
        forgetAllButTypeAndData();

        assertThat(onlyLetter().subject()).isNull();
        assertThat(desk.replay("probe", onlyLetter().id()).orElseThrow().isActedOn())
                .isTrue();
        assertThat(Noting.effects(database)).containsExactly(event.eventId().toString());
    }

    @Test
    void aLetterOfAnOlderVersionWhoseOutboxIsGoneSaysSo() {
        park(1);
        forgetAllButTypeAndData();
        Stories.execute(database, "DELETE FROM outbox");

        Replay replay = desk.replay("probe", onlyLetter().id()).orElseThrow();
        assertThat(replay.isActedOn()).isFalse();
        assertThat(replay.letter().error()).contains("not in the outbox of probe any more");
    }

    @Test
    void anEventThatIsParkedAgainIsTheSameLetter() {
        park(1);
        Stories.execute(database, "DELETE FROM event_cursor");
        refuse("no paper either");
        followToTheEnd();

        assertThat(onlyLetter().error()).isEqualTo("no paper either");
        assertThat(onlyLetter().attempts()).isEqualTo(2);
    }

    @Test
    void theMetricsFollow() {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        DeadLetterCount count = new DeadLetterCount(List.of(handler), List.of(database), metrics);
        assertThat(gauged(metrics, "noting")).isZero();

        park(2);
        count.count();
        assertThat(gauged(metrics, "noting")).isEqualTo(2);

        desk.drop("probe", newest());
        Stories.execute(database, "UPDATE dead_letter SET handler = 'retired'");
        count.count();
        assertThat(gauged(metrics, "noting")).isZero();
        assertThat(gauged(metrics, "retired")).isEqualTo(1);
    }

    /** Tells events that the handler refuses, and returns when they are parked. The handler is well again then. */
    private List<Envelope> park(int count) {
        List<Envelope> events = Stories.events(count);
        database.run(t -> outbox.append(t, events));
        refuse("out of ink");
        followToTheEnd();
        trouble = (transaction, none) -> {};
        return events;
    }

    private void followToTheEnd() {
        Pace pace = new Pace(100, Duration.ofMillis(20), Duration.ZERO);
        try (OutboxFollower follower =
                new OutboxFollower(handler, "probe", reader, new EventSignals(), pace, Clock.systemUTC())) {
            follower.start();
            await().until(() -> Stories.ask(
                            database, "SELECT 1 FROM event_cursor WHERE position = (SELECT max(id) FROM outbox)")
                    .contains("1"));
        }
    }

    private void refuse(String why) {
        trouble = (transaction, events) -> {
            throw new IllegalStateException(why);
        };
    }

    private void forgetAllButTypeAndData() {
        Stories.execute(
                database,
                "UPDATE dead_letter SET event_id = NULL, version = NULL, subject = NULL, revision = NULL,"
                        + " occurred_at = NULL, correlation_id = NULL, causation_id = NULL, traceparent = NULL");
    }

    private DeadLetter onlyLetter() {
        List<DeadLetter> letters = desk.list(null, null, ALL).items();
        assertThat(letters).hasSize(1);
        return letters.getFirst();
    }

    private long newest() {
        return desk.list(null, null, ALL).items().getFirst().id();
    }

    private void awaitWaitingForALock() {
        await().until(() -> !Stories.ask(database, "SELECT 1 FROM pg_locks WHERE NOT granted")
                .isEmpty());
    }

    private static double gauged(SimpleMeterRegistry metrics, String handler) {
        return metrics.get("outerpark.events.dead_letters")
                .tag("handler", handler)
                .gauge()
                .value();
    }

    private static List<UUID> eventsOf(Page.Of<DeadLetter> page) {
        return page.items().stream().map(DeadLetter::eventId).toList();
    }

    private static UUID id(List<Envelope> events, int index) {
        return events.get(index).eventId();
    }

    private static Envelope opened(RawEvent event) {
        try {
            return event.open();
        } catch (EventJson.Unreadable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
