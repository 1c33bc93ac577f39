package outerpark.common.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.common.CommitFaults;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.common.database.NothingWritten;
import outerpark.common.database.Transaction;
import outerpark.contracts.events.Envelope;

class OutboxFollowerTest {

    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration NEVER = Duration.ofDays(1);

    private final Database database = TestPostgres.database("probe", "db/events");
    private final EventSignals signals = new EventSignals();
    private final Outbox outbox = new Outbox(database, signals);
    private final OutboxReader reader = new OutboxReader(TestPostgres.events(database));
    private final List<OutboxFollower> followers = new ArrayList<>();

    @BeforeEach
    void effects() {
        Noting.prepare(database);
    }

    @AfterEach
    void stop() {
        followers.forEach(OutboxFollower::close);
    }

    @Test
    void everyEventIsActedOnOnceAndInOrderAcrossARestart() {
        List<Envelope> told = tell(30);
        OutboxFollower first = follow(noting(), 7, OFTEN);
        awaitEffects(told);
        first.close();
        assertThat(first.isAlive()).isFalse();

        told = join(told, tell(30));
        follow(noting(), 7, OFTEN);
        awaitEffects(told);
    }

    @Test
    void aSignalBringsAnEventAtOnce() {
        OutboxFollower follower = follow(noting(), 10, NEVER);
        await().until(follower::isConnected);

        awaitEffects(tell(1));
    }

    @Test
    void whoKeepsUpNeedsNoReading() {
        AtomicBoolean unreadable = new AtomicBoolean();
        DataSource source = TestPostgres.events(database);
        DataSource breakable = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    if (unreadable.get()) {
                        throw new SQLException("on purpose", "57P03");
                    }
                    return method.invoke(source, args);
                });
        OutboxFollower follower = new OutboxFollower(
                noting(),
                "probe",
                new OutboxReader(breakable),
                signals,
                new Pace(10, NEVER, Duration.ZERO),
                Clock.systemUTC());
        followers.add(follower);
        follower.start();
        List<Envelope> told = tell(1);
        awaitEffects(told);
        await().until(() -> follower.secondsBehind("probe") == 0);

        unreadable.set(true);
        awaitEffects(join(told, tell(5)));
    }

    @Test
    void whatAnotherProcessHasToldInBetweenComesInItsPlace() {
        Outbox ofAnother = new Outbox(TestPostgres.secondInstance(database), new EventSignals());
        follow(noting(), 3, OFTEN);
        List<Envelope> told = List.of();
        for (int i = 0; i < 20; i++) {
            told = join(told, tell(2));
            List<Envelope> events = Stories.events(2);
            TestPostgres.secondInstance(database).run(t -> ofAnother.append(t, events));
            told = join(told, events);
        }

        awaitEffects(told);
    }

    @Test
    void anEventThatCannotBeReadIsParkedAloneAndTheRestGoesOn() {
        List<Envelope> told = tell(5);
        alter(told.get(2), "type = 'SeatsPainted'");
        alter(told.get(3), "data = '{\"reservationId\": \"a\\u0000b\"}'");
        OutboxFollower follower = follow(noting(), 10, OFTEN);

        awaitEffects(List.of(told.get(0), told.get(1), told.get(4)));
        assertThat(follower.parked("probe")).isEqualTo(2);
        assertThat(Stories.ask(database, "SELECT handler || ' ' || source || ' ' || type FROM dead_letter ORDER BY 1"))
                .containsExactly("noting probe PaymentDue", "noting probe SeatsPainted");
        assertThat(Stories.ask(database, "SELECT error FROM dead_letter ORDER BY position"))
                .satisfiesExactly(
                        error -> assertThat(error).contains("unknown event SeatsPainted"),
                        error -> assertThat(error).contains("broken data of PaymentDue"));
    }

    @Test
    void anEventThatTheDatabaseCanNeverTakeIsParkedAloneWithItsReason() {
        List<Envelope> told = tell(5);
        Envelope poison = told.get(2);
        follow(failingOn(poison, "22003"), 10, OFTEN);

        awaitEffects(List.of(told.get(0), told.get(1), told.get(3), told.get(4)));
        assertThat(Stories.ask(database, "SELECT error FROM dead_letter"))
                .singleElement()
                .asString()
                .contains("on purpose");
        assertThat(Stories.ask(database, "SELECT data ->> 'reservationId' FROM (SELECT data::json FROM dead_letter)"))
                .containsExactly(poison.subject());
    }

    @Test
    void anEventOnWhichTheHandlerThrowsIsParkedAlone() {
        List<Envelope> told = tell(3);
        follow(
                new Noting(database, (transaction, events) -> {
                    if (events.contains(told.get(1))) {
                        throw new IllegalStateException("a handler's mistake");
                    }
                }),
                10,
                OFTEN);

        awaitEffects(List.of(told.get(0), told.get(2)));
        assertThat(Stories.ask(database, "SELECT error FROM dead_letter")).containsExactly("a handler's mistake");
    }

    @Test
    void aFailureThatMayPassIsTriedAgainAndNothingIsParked() {
        List<Envelope> told = tell(5);
        AtomicInteger failures = new AtomicInteger(3);
        follow(
                new Noting(database, (transaction, events) -> {
                    if (failures.getAndDecrement() > 0) {
                        raise(transaction, "40001");
                    }
                }),
                10,
                OFTEN);

        awaitEffects(told);
        assertThat(Stories.ask(database, "SELECT 1 FROM dead_letter")).isEmpty();
    }

    @Test
    void aConnectionThatIsLostInTheMiddleRepeatsWhatWasRolledBackAndNoMore() {
        List<Envelope> told = tell(5);
        AtomicInteger failures = new AtomicInteger(1);
        follow(
                new Noting(database, (transaction, events) -> {
                    if (failures.getAndDecrement() > 0) {
                        Stories.execute(transaction.connection(), "SELECT pg_terminate_backend(pg_backend_pid())");
                    }
                }),
                2,
                OFTEN);

        awaitEffects(told);
    }

    @Test
    void aCommitWithoutAnAnswerIsNeitherRepeatedNorLost() {
        List<Envelope> told = tell(9);
        CommitFaults faults = new CommitFaults();
        faults.commitUnheard();
        faults.loseCommit();
        faults.commitUnheard();
        follow(new Noting(TestPostgres.withFaults(database, faults), (transaction, events) -> {}), 3, OFTEN);

        awaitEffects(told);
        assertThat(faults.areSpent()).isTrue();
    }

    @Test
    void twoFollowersOfOneHandlerDoNotDouble() {
        List<Envelope> told = tell(60);
        follow(noting(), 2, OFTEN);
        follow(new Noting(TestPostgres.secondInstance(database), (transaction, events) -> {}), 3, OFTEN);

        awaitEffects(told);
        assertThat(Stories.ask(database, "SELECT 1 FROM dead_letter")).isEmpty();
    }

    @Test
    void aFollowerWhosePlaceWasMovedByAnotherTakesItsEffectsBack() throws Exception {
        List<Envelope> told = tell(1);
        CountDownLatch acting = new CountDownLatch(1);
        CountDownLatch moved = new CountDownLatch(1);
        follow(
                new Noting(database, (transaction, events) -> {
                    acting.countDown();
                    awaitUninterrupted(moved);
                }),
                10,
                OFTEN);
        acting.await();
        long position = reader.after("probe", 0, 1).getFirst().position();
        Stories.execute(database, "INSERT INTO event_cursor VALUES ('noting', 'probe', " + position + ")");
        moved.countDown();

        List<Envelope> next = tell(1);
        awaitEffects(next);
        assertThat(told).hasSize(1);
        assertThat(Stories.ask(database, "SELECT 1 FROM dead_letter")).isEmpty();
    }

    @Test
    void aPlaceMovesOnlyFromWhereItIs() {
        EventCursor cursor = new EventCursor("h", "s");
        assertThat(database.<Long>read(cursor::position)).isZero();
        database.run(t -> cursor.move(t.connection(), 0, 5));
        assertThatExceptionOfType(NothingWritten.class)
                .isThrownBy(() -> database.run(t -> cursor.move(t.connection(), 0, 9)));
        database.run(t -> cursor.move(t.connection(), 5, 9));

        assertThat(database.<Long>read(cursor::position)).isEqualTo(9);
    }

    @Test
    void aPlaceThatIsGoneIsNotMadeAgainByWhoStoodFurtherOn() {
        EventCursor cursor = new EventCursor("h", "s");
        database.run(t -> cursor.move(t.connection(), 0, 5));
        Stories.execute(database, "DELETE FROM event_cursor");

        assertThatExceptionOfType(NothingWritten.class)
                .isThrownBy(() -> database.run(t -> cursor.move(t.connection(), 5, 9)))
                .withCauseInstanceOf(EventCursor.Moved.class);
        assertThat(database.<Long>read(cursor::position)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE event_cursor SET position = 0", "DELETE FROM event_cursor"})
    void setBackToTheBeginningWhileItRestsItRepeatsEverything(String setBack) {
        List<Envelope> told = tell(25);
        follow(noting(), 10, OFTEN);
        awaitEffects(told);
        Stories.execute(database, "DELETE FROM effect", setBack);

        awaitEffects(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE event_cursor SET position = 0", "DELETE FROM event_cursor"})
    void setBackToTheBeginningWhileItIsAtWorkItRepeatsEverything(String setBack) {
        List<Envelope> told = tell(40);
        AtomicInteger batches = new AtomicInteger();
        List<LogRecord> lines = linesOf(OutboxFollower.class);
        follow(
                new Noting(database, (transaction, events) -> {
                    if (batches.incrementAndGet() == 3) {
                        // Another transaction: the place is gone before this batch can move it on.
                        Stories.execute(database, "DELETE FROM effect", setBack);
                    }
                }),
                10,
                NEVER);

        awaitEffects(told);
        assertThat(batches).hasValue(2 + 1 + 4);
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.getLevel().intValue()).isLessThan(Level.WARNING.intValue());
            assertThat(line.getThrown()).isNull();
        });
        assertThat(Stories.ask(database, "SELECT 1 FROM dead_letter")).isEmpty();
    }

    @Test
    void setBackTheEffectsOfAnIdempotentHandlerStayAsTheyAre() {
        List<Envelope> told = tell(25);
        AtomicInteger seen = new AtomicInteger();
        Stories.execute(database, "ALTER TABLE effect ADD UNIQUE (event_id)");
        follow(new Noting(database, (transaction, events) -> seen.addAndGet(events.size())), 10, OFTEN);
        awaitEffects(told);
        Stories.execute(database, "DELETE FROM event_cursor");

        await().until(() -> seen.get() == 50);
        awaitEffects(told);
    }

    @Test
    void howFarItIsBehindIsTheAgeOfTheOldestEventThatItHasNotActedOn() {
        Envelope event = tell(1).getFirst();
        AtomicInteger failures = new AtomicInteger(1);
        CountDownLatch measured = new CountDownLatch(1);
        Clock later = Clock.fixed(event.occurredAt().plusSeconds(90), ZoneOffset.UTC);
        OutboxFollower follower = new OutboxFollower(
                new Noting(database, (transaction, events) -> {
                    if (failures.getAndDecrement() > 0) {
                        awaitUninterrupted(measured);
                        raise(transaction, "40001");
                    }
                }),
                "probe",
                reader,
                signals,
                new Pace(10, OFTEN, Duration.ZERO),
                later);
        followers.add(follower);
        assertThat(follower.secondsBehind("probe")).isZero();
        follower.start();
        await().until(() -> follower.secondsBehind("probe") == 90);
        measured.countDown();

        awaitEffects(List.of(event));
        await().until(() -> follower.secondsBehind("probe") == 0);
    }

    @Test
    void theChannelsOfAProcessBringEveryEventCountWhatIsParkedAndStop() {
        List<Envelope> told = tell(3);
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        EventChannels channels = new EventChannels(signals, Clock.systemUTC(), metrics);
        assertThat(channels.isStarted()).isFalse();

        channels.start(List.of(failingOn(told.get(1), "22003")), reader, new Pace(10, OFTEN, Duration.ZERO));
        awaitEffects(List.of(told.get(0), told.get(2)));
        assertThat(channels.isStarted()).isTrue();
        assertThat(channels.isAlive()).isTrue();
        assertThat(channels.unconnected()).isEmpty();
        assertThat(metrics.get("outerpark.events.parked")
                        .tag("handler", "noting")
                        .functionCounter()
                        .count())
                .isEqualTo(1);

        channels.stop();
        assertThat(channels.isAlive()).isFalse();
    }

    @Test
    void anErrorEndsTheFollowerForGoodAndIsToldToWhoeverCanRestartTheProcess() {
        tell(1);
        List<LogRecord> lines = linesOf(EndByError.class);
        OutboxFollower follower = follow(
                new Noting(database, (transaction, events) -> {
                    throw new NoClassDefFoundError("on purpose");
                }),
                10,
                OFTEN);

        await().until(() -> !follower.isAlive());
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.getLevel().intValue()).isEqualTo(Level.SEVERE.intValue());
            assertThat(line.getThrown()).isInstanceOf(NoClassDefFoundError.class);
            assertThat(line.getMessage())
                    .startsWith("noting<-probe has ended for good by NoClassDefFoundError")
                    .contains("restart");
        });
        assertThat(Noting.effects(database)).as("nothing half done").isEmpty();
    }

    private EventHandler noting() {
        return new Noting(database, (transaction, events) -> {});
    }

    private EventHandler failingOn(Envelope poison, String state) {
        return new Noting(database, (transaction, events) -> {
            if (events.contains(poison)) {
                raise(transaction, state);
            }
        });
    }

    private OutboxFollower follow(EventHandler handler, int batchMax, Duration lookEvery) {
        OutboxFollower follower = new OutboxFollower(
                handler, "probe", reader, signals, new Pace(batchMax, lookEvery, Duration.ZERO), Clock.systemUTC());
        followers.add(follower);
        follower.start();
        return follower;
    }

    private List<Envelope> tell(int count) {
        List<Envelope> events = Stories.events(count);
        database.run(t -> outbox.append(t, events));
        return events;
    }

    /** Waits until the handler's place is the source's end; then its effects are exactly these, in this order. */
    private void awaitEffects(Collection<Envelope> events) {
        await().until(() -> Stories.ask(
                        database, "SELECT 1 FROM event_cursor WHERE position = (SELECT max(id) FROM outbox)")
                .contains("1"));
        assertThat(Stories.ask(database, "SELECT event_id FROM effect ORDER BY n"))
                .containsExactlyElementsOf(events.stream()
                        .map(Envelope::eventId)
                        .map(UUID::toString)
                        .toList());
    }

    private void alter(Envelope event, String change) {
        Stories.execute(database, "UPDATE outbox SET " + change + " WHERE event_id = '" + event.eventId() + "'");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What that class logs from now on. */
    private static List<LogRecord> linesOf(Class<?> type) {
        List<LogRecord> lines = new CopyOnWriteArrayList<>();
        Logger.getLogger(type.getName()).addHandler(new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        return lines;
    }

    private static void raise(Transaction transaction, String state) throws SQLException {
        Stories.execute(
                transaction.connection(),
                "DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '" + state + "'; END $$");
    }

    private static List<Envelope> join(List<Envelope> a, List<Envelope> b) {
        List<Envelope> both = new ArrayList<>(a);
        both.addAll(b);
        return both;
    }
}
