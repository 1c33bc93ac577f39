package outerpark.musical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import outerpark.common.CommitFaults;
import outerpark.common.TestPostgres;
import outerpark.common.batching.Rush;
import outerpark.common.database.Database;
import outerpark.common.database.OutcomeUnknown;
import outerpark.common.database.Transaction;
import outerpark.contracts.calls.SeatHolds.TakeAnswer;
import outerpark.contracts.calls.SeatHolds.TakeAnswer.AlreadyReleased;
import outerpark.contracts.calls.SeatHolds.TakeAnswer.InsufficientSeats;
import outerpark.contracts.calls.SeatHolds.TakeAnswer.NoSuchMusical;
import outerpark.contracts.calls.SeatHolds.TakeAnswer.NotTaken;
import outerpark.contracts.calls.SeatHolds.TakeAnswer.Taken;
import outerpark.contracts.calls.SeatHolds.TakeSeats;

class SeatDeskTest {

    private static final long SHOW = 1003;
    private static final long AMPLE_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final Taken TAKEN = new Taken(TestShows.PRICE);

    private final Database database = TestShows.database();
    private final List<SeatDesk> desks = new ArrayList<>();
    private final SeatDesk desk = desk(database);

    @AfterEach
    void stop() {
        desks.forEach(one -> one.stop(new ShutdownEvent()));
        assertThat(TestShows.broken(database)).isEmpty();
    }

    @Test
    void ofTwoHundredSeatsSixtySixThreesAreSoldAndEveryRefusalSaysThatTwoAreLeft() throws Exception {
        TestShows.register(database, SHOW, 200);
        List<SeatDesk> instances = List.of(desk, desk(TestPostgres.secondInstance(database)));
        List<TakeAnswer> answers = Collections.synchronizedList(new ArrayList<>());
        inThreads(64, thread -> {
            for (int i = 0; i < 3; i++) {
                answers.add(take(instances.get((thread + i) % 2), TestShows.hold(SHOW, 3)));
            }
        });

        assertThat(answers).hasSize(192);
        assertThat(answers).filteredOn(TAKEN::equals).hasSize(66);
        assertThat(answers).filteredOn(new InsufficientSeats(2)::equals).hasSize(126);
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(2);
    }

    @Test
    void ofTwoTakesOfSixtyOfAHundredAtOnceOneIsTaken() throws Exception {
        TestShows.register(database, SHOW, 100);
        List<Boolean> taken = twoAtOnce(transaction -> SeatDesk.takeAll(transaction, List.of(TestShows.hold(SHOW, 60)))
                .getFirst()
                .equals(TAKEN));

        assertThat(taken).containsExactlyInAnyOrder(true, false);
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(40);
    }

    /**
     * The control: read, check and write without the lock oversells in the same harness, or the test above proves
     * nothing.
     */
    @Test
    void withoutTheLockTheSameTwoTakesOversell() throws Exception {
        TestShows.register(database, SHOW, 100);
        CyclicBarrier bothHaveRead = new CyclicBarrier(2);
        List<Boolean> taken = twoAtOnce(transaction -> takeWithoutLock(transaction, 60, bothHaveRead));

        assertThat(taken).containsExactly(true, true);
        assertThat(TestShows.reservable(database, SHOW))
                .as("120 seats are sold of 100")
                .isEqualTo(40);
        TestShows.execute(database, "DELETE FROM musical"); // what it broke must not fail the check at the end
    }

    @Test
    void eachRequestOfABatchIsDecidedByItself() {
        TestShows.register(database, SHOW, 100);
        List<TakeSeats> holds =
                Stream.of(60, 50, 40).map(seats -> TestShows.hold(SHOW, seats)).toList();
        List<TakeAnswer> answers = desk.take(holds, AMPLE_MILLIS).stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).containsExactly(TAKEN, new InsufficientSeats(40), TAKEN);
        assertThat(take(desk, TestShows.hold(99, 1))).isEqualTo(new NoSuchMusical());
    }

    @Test
    void takingAndReleasingAreIdempotentByHold() {
        TestShows.register(database, SHOW, 100);
        TakeSeats hold = TestShows.hold(SHOW, 3);

        assertThat(take(desk, hold)).isEqualTo(TAKEN);
        assertThat(take(desk, hold)).isEqualTo(TAKEN);
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(97);

        desk.release(List.of(hold, hold)).join();
        desk.release(List.of(hold)).join();
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(100);
        assertThat(take(desk, hold)).isEqualTo(new AlreadyReleased());
    }

    @Test
    void aReleaseThatArrivesBeforeItsTakeRefusesItEvenForAShowThatIsNotThere() {
        TestShows.register(database, SHOW, 100);
        TakeSeats early = TestShows.hold(SHOW, 3);
        TakeSeats nowhere = TestShows.hold(99, 3);
        desk.release(List.of(early, nowhere)).join();
        desk.release(List.of(nowhere)).join();

        assertThat(take(desk, early)).isEqualTo(new AlreadyReleased());
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(100);
    }

    @Test
    void takesAndReleasesFromManySidesKeepTheBalance() throws Exception {
        TestShows.register(database, SHOW, 500);
        TestShows.register(database, SHOW + 1, 500);
        SeatDesk other = desk(TestPostgres.secondInstance(database));
        inThreads(16, thread -> {
            for (int i = 0; i < 8; i++) {
                TakeSeats hold = TestShows.hold(SHOW + (thread + i) % 2, 1 + i);
                if (i % 4 == 3) { // the release overtakes its take, or is overtaken
                    var release = other.release(List.of(hold));
                    take(desk, hold);
                    release.join();
                } else {
                    take(thread % 2 == 0 ? desk : other, hold);
                    other.release(i % 2 == 0 ? List.of(hold) : List.of()).join();
                }
            }
        });

        int kept = 16 * (2 + 6); // of each thread's eight takes those of two and of six seats are kept
        assertThat(TestShows.reservable(database, SHOW) + TestShows.reservable(database, SHOW + 1))
                .isEqualTo(1_000 - kept);
    }

    /** Confirming and releasing the same holds must not wait for each other in a circle. */
    @Test
    void aReleaseThatWaitsForAHoldHasLockedNoneThatComesAfterIt() {
        TestShows.register(database, SHOW, 100);
        TakeSeats first = TestShows.hold(SHOW, 1);
        TakeSeats second = TestShows.hold(SHOW, 1);
        take(desk, second);
        take(desk, first);
        CompletableFuture<Void> releasing = database.write(t -> {
            HoldStore.confirm(t.connection(), List.of(first.holdId()));
            CompletableFuture<Void> release = desk.release(List.of(second, first));
            await().until(() -> TestShows.ask(
                            database,
                            "SELECT 1 FROM pg_stat_activity"
                                    + " WHERE wait_event_type = 'Lock' AND datname = current_database()")
                    .contains("1"));
            TestShows.execute(
                    database, "SELECT 1 FROM hold WHERE hold_id = '" + second.holdId() + "' FOR UPDATE NOWAIT");
            return release;
        });

        releasing.join();
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(100);
    }

    @Test
    void aTakeThatComesTooLateIsNotTakenForCertain() {
        TestShows.register(database, SHOW, 100);

        assertThat(desk.take(List.of(TestShows.hold(SHOW, 3)), 0).getFirst().join())
                .isEqualTo(new NotTaken("LATE"));
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(100);
    }

    @Test
    void aTakeAfterTheDeskHasClosedIsNotTakenForCertain() {
        TestShows.register(database, SHOW, 100);
        desk.stop(new ShutdownEvent());

        assertThat(take(desk, TestShows.hold(SHOW, 3))).isEqualTo(new NotTaken("STOPPING"));
    }

    @Test
    void aTakeThatTheDatabaseRolledBackIsNotTakenForCertain() {
        TestShows.register(database, SHOW, 100);
        CommitFaults faults = new CommitFaults();
        faults.loseCommit("40001");

        assertThat(take(desk(TestPostgres.withFaults(database, faults)), TestShows.hold(SHOW, 3)))
                .isInstanceOf(NotTaken.class);
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(100);
    }

    @Test
    void aTakeWhoseCommitHasNoAnswerLeavesItOpenAndIsReleasedByItsHold() {
        TestShows.register(database, SHOW, 100);
        CommitFaults faults = new CommitFaults();
        faults.commitUnheard();
        faults.loseCommit();
        SeatDesk faulty = desk(TestPostgres.withFaults(database, faults));
        for (int i = 0; i < 2; i++) {
            TakeSeats hold = TestShows.hold(SHOW, 3);
            assertThat(failure(faulty.take(List.of(hold), AMPLE_MILLIS).getFirst()))
                    .hasRootCauseInstanceOf(SQLException.class)
                    .satisfiesAnyOf(
                            e -> assertThat(e).isInstanceOf(OutcomeUnknown.class),
                            e -> assertThat(e).hasCauseInstanceOf(OutcomeUnknown.class));
            desk.release(List.of(hold)).join();
            assertThat(take(desk, hold)).isEqualTo(new AlreadyReleased());
        }
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(100);
    }

    private SeatDesk desk(Database onto) {
        SeatDesk made = new SeatDesk(onto, TestShows.Limits.usual(), new Rush(64));
        desks.add(made);
        return made;
    }

    private static TakeAnswer take(SeatDesk at, TakeSeats hold) {
        return at.take(List.of(hold), AMPLE_MILLIS).getFirst().join();
    }

    private interface Taking {
        boolean take(Transaction transaction) throws SQLException;
    }

    /** Two transactions of their own, each on its own connection, at the same time. */
    private List<Boolean> twoAtOnce(Taking taking) throws InterruptedException {
        List<Boolean> taken = Collections.synchronizedList(new ArrayList<>());
        inThreads(2, thread -> taken.add(database.write(taking::take)));
        return taken;
    }

    /** What many a shop does: read, compare, and save an absolute number. */
    private static boolean takeWithoutLock(Transaction transaction, int seats, CyclicBarrier bothHaveRead)
            throws SQLException {
        int left;
        try (PreparedStatement select = transaction
                        .connection()
                        .prepareStatement("SELECT reservable_seat FROM musical WHERE musical_id = " + SHOW);
                ResultSet row = select.executeQuery()) {
            row.next();
            left = row.getInt(1);
        }
        try {
            bothHaveRead.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
        if (left < seats) {
            return false;
        }
        try (PreparedStatement update = transaction
                .connection()
                .prepareStatement("UPDATE musical SET reservable_seat = ? WHERE musical_id = " + SHOW)) {
            update.setInt(1, left - seats);
            return update.executeUpdate() == 1;
        }
    }

    private interface Part {
        void play(int thread) throws Exception;
    }

    private static void inThreads(int count, Part part) throws InterruptedException {
        List<CompletableFuture<Void>> parts = IntStream.range(0, count)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> {
                            try {
                                part.play(thread);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        Thread::startVirtualThread))
                .toList();
        parts.forEach(CompletableFuture::join);
    }

    private static Throwable failure(CompletableFuture<?> future) {
        @Nullable
        Throwable failure = future.<@Nullable Throwable>handle((answer, e) -> e).join();
        if (failure == null) {
            throw new AssertionError("answered, but ought to have failed");
        }
        return failure;
    }
}
