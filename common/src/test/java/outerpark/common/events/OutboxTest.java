package outerpark.common.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.common.database.NothingWritten;
import outerpark.common.database.Transaction;
import outerpark.contracts.events.Envelope;

class OutboxTest {

    private final Database database = TestPostgres.database("probe", "db/events");
    private final EventSignals signals = new EventSignals();
    private final Outbox outbox = new Outbox(database, signals);
    private final OutboxReader reader = new OutboxReader(TestPostgres.events(database));

    @Test
    void anEventReadsBackAsItWasTold() {
        Envelope full = Stories.event();
        Envelope bare = new Envelope(full.eventId(), 7, full.occurredAt(), "c", null, null, full.data());
        database.run(t -> outbox.append(t, List.of(full, bare)));

        assertThat(reader.after("probe", 0, 10)).extracting(Told::event).containsExactly(full, bare);
    }

    @Test
    void eventsOfATransactionThatIsRolledBackAreNeverToldNorSignalled() {
        AtomicInteger wakes = new AtomicInteger();
        signals.listen("probe", wakes::incrementAndGet);
        assertThatExceptionOfType(NothingWritten.class)
                .isThrownBy(() -> database.run(t -> {
                    outbox.append(t, Stories.events(2));
                    throw new IllegalStateException("on purpose");
                }));
        assertThat(wakes).hasValue(0);

        database.run(t -> outbox.append(t, List.of()));
        assertThat(wakes).as("nothing to tell").hasValue(0);

        Envelope told = Stories.event();
        database.run(t -> {
            outbox.append(t, List.of(told));
            assertThat(wakes).as("not committed yet").hasValue(0);
        });
        assertThat(wakes).hasValue(1);
        assertThat(reader.after("probe", 0, 10)).extracting(Told::event).containsExactly(told);
    }

    @Test
    void whatIsToldIsHandedOnInMemoryAsItStandsInTheOutbox() {
        database.run(t -> outbox.append(t, Stories.events(3)));
        // Takes ids, and leaves them unused.
        assertThatExceptionOfType(NothingWritten.class)
                .isThrownBy(() -> database.run(t -> {
                    outbox.append(t, Stories.events(2));
                    throw new IllegalStateException("on purpose");
                }));
        database.run(t -> outbox.append(t, Stories.events(2)));

        List<Told> stored = reader.after("probe", 0, 10);
        assertThat(stored).hasSize(5);
        long first = stored.getFirst().position();
        assertThat(signals.after("probe", first - 1, 10)).containsExactlyElementsOf(stored.subList(0, 3));
        assertThat(signals.after("probe", stored.get(2).position(), 10))
                .as("behind a gap")
                .isEmpty();
        assertThat(signals.after("probe", stored.get(3).position() - 1, 10))
                .containsExactlyElementsOf(stored.subList(3, 5));
        assertThat(signals.after("nobody", first - 1, 10)).isEmpty();
    }

    @Test
    void aReaderThatFollowsTheIdsMissesNothingWhoeverCommitsFirst() throws Exception {
        Interleaved seen = interleave(outbox::append);

        assertThat(seen.beforeFirstCommit).as("the second waits for the first").isEmpty();
        assertThat(seen.afterBoth).containsExactly(seen.first, seen.second);
    }

    /**
     * The control: without the lock the same reader misses the first event for ever, or the test above proves nothing.
     */
    @Test
    void withoutTheLockTheSameReaderMissesAnEvent() throws Exception {
        Interleaved seen = interleave(OutboxTest::appendWithoutLock);

        assertThat(seen.beforeFirstCommit).containsExactly(seen.second);
        assertThat(seen.afterBoth).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void concurrentWritersAndAFollowingReaderLoseNothing(long seed) throws Exception {
        int writers = 6;
        int transactions = 40;
        ConcurrentLinkedQueue<UUID> committed = new ConcurrentLinkedQueue<>();
        CountDownLatch writing = new CountDownLatch(writers);
        List<Thread> threads = IntStream.range(0, writers)
                .mapToObj(w -> Thread.ofVirtual().start(() -> {
                    Random random = new Random(seed * 1_000 + w);
                    for (int i = 0; i < transactions; i++) {
                        appendOrRollBack(random, committed);
                    }
                    writing.countDown();
                }))
                .toList();

        List<Told> seen = new ArrayList<>();
        boolean finished;
        List<Told> next;
        do {
            finished = writing.getCount() == 0;
            next = reader.after("probe", seen.isEmpty() ? 0 : seen.getLast().position(), 7);
            seen.addAll(next);
        } while (!finished || !next.isEmpty());
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(seen)
                .extracting(
                        told -> java.util.Objects.requireNonNull(told.event()).eventId())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(committed);
        assertThat(seen).extracting(Told::position).isSorted().doesNotHaveDuplicates();
    }

    private void appendOrRollBack(Random random, ConcurrentLinkedQueue<UUID> committed) {
        List<Envelope> events = Stories.events(1 + random.nextInt(3));
        boolean rollBack = random.nextInt(5) == 0;
        try {
            database.run(t -> {
                outbox.append(t, events);
                if (rollBack) {
                    throw new IllegalStateException("on purpose");
                }
            });
            committed.addAll(Stories.idsOf(events));
        } catch (NothingWritten e) {
            assertThat(rollBack).as(String.valueOf(e.getMessage())).isTrue();
        }
    }

    private interface Append {
        void to(Transaction transaction, List<Envelope> events) throws SQLException;
    }

    /** What a reader saw: when the second writer had committed or stood waiting, and when both had committed. */
    private record Interleaved(UUID first, UUID second, List<UUID> beforeFirstCommit, List<UUID> afterBoth) {}

    /** The first writer takes its id and holds its commit back; the second goes as far as it can. */
    private Interleaved interleave(Append append) throws Exception {
        Envelope first = Stories.event();
        Envelope second = Stories.event();
        List<UUID> before = new ArrayList<>();
        long cursor = database.write(t -> {
            append.to(t, List.of(first));
            CompletableFuture<Void> other = CompletableFuture.runAsync(
                    () -> database.run(inner -> append.to(inner, List.of(second))), Thread::startVirtualThread);
            await().until(() -> other.isDone() || isSomebodyWaitingForTheLock());
            List<Told> seen = reader.after("probe", 0, 10);
            seen.forEach(told -> before.add(idOf(told)));
            return seen.isEmpty() ? 0 : seen.getLast().position();
        });
        await().until(() -> Stories.ask(database, "SELECT count(*) FROM outbox").equals(List.of("2")));
        List<UUID> after =
                reader.after("probe", cursor, 10).stream().map(OutboxTest::idOf).toList();
        return new Interleaved(first.eventId(), second.eventId(), before, after);
    }

    private static UUID idOf(Told told) {
        @Nullable Envelope event = told.event();
        if (event == null) {
            throw new AssertionError("unreadable: " + told);
        }
        return event.eventId();
    }

    private boolean isSomebodyWaitingForTheLock() {
        return Stories.ask(
                        database,
                        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
                .contains("1");
    }

    private static void appendWithoutLock(Transaction transaction, List<Envelope> events) throws SQLException {
        Connection c = transaction.connection();
        try (PreparedStatement insert = c.prepareStatement("""
                INSERT INTO outbox (event_id, type, version, subject, revision, occurred_at, correlation_id, data)
                VALUES (?, 'PaymentDue', 1, 's', 1, now(), 'c', json_build_object('reservationId', gen_random_uuid()))
                """)) {
            for (Envelope event : events) {
                insert.setObject(1, event.eventId());
                insert.executeUpdate();
            }
        }
    }
}
