package outerpark.common.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import outerpark.common.CommitFaults;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.common.database.NothingWritten;
import outerpark.common.database.OutcomeUnknown;
import outerpark.common.database.SqlArrays;
import outerpark.common.database.Transaction;

class GroupCommitTest {

    private static final Database DATABASE = TestPostgres.database("probe", "db/events");
    private static final Duration AMPLE = Duration.ofMinutes(10);
    /** A request on which the server drops the connection. */
    private static final int DEADLY = 13;

    private final CountDownLatch gathered = new CountDownLatch(1);
    private final List<Integer> batchSizes = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void emptyTable() {
        DATABASE.run(t -> {
            execute(t, "DROP TABLE IF EXISTS booked");
            execute(t, "CREATE TABLE booked (id int PRIMARY KEY CHECK (id > 0))");
        });
    }

    @Test
    void anAnswerComesOnlyWhenItsCommitIsVisibleToEverybody() {
        try (var writer = writer(DATABASE)) {
            List<CompletableFuture<Boolean>> seen = submitTogether(writer, 1, 2, 3).stream()
                    .map(answer -> answer.thenApply(id -> booked().contains(id)))
                    .toList();
            gathered.countDown();

            assertThat(seen).allSatisfy(one -> assertThat(one.join()).isTrue());
        }
    }

    @Test
    void oneRequestThatTheDatabaseCannotTakeDoesNotTakeTheOthersDown() {
        try (var writer = writer(DATABASE)) {
            var answers = submitTogether(writer, 1, -5, 2);
            gathered.countDown();

            assertThat(answers.get(0).join()).isEqualTo(1);
            assertThat(failure(answers.get(1)))
                    .isInstanceOfSatisfying(
                            NothingWritten.class,
                            failure -> assertThat(failure.isTransient()).isFalse());
            assertThat(answers.get(2).join()).isEqualTo(2);
        }
        assertThat(booked()).containsExactly(1, 2);
        assertThat(batchSizes).as("together, then each alone").endsWith(3, 1, 1, 1);
    }

    @Test
    void twoRequestsThatExcludeEachOtherAreDecidedInTheirOrder() {
        try (var writer = writer(DATABASE)) {
            var answers = submitTogether(writer, 7, 7);
            gathered.countDown();

            assertThat(answers.get(0).join()).isEqualTo(7);
            assertThat(failure(answers.get(1))).isInstanceOf(NothingWritten.class);
        }
        assertThat(booked()).containsExactly(7);
    }

    @Test
    void aLostConnectionFailsTheBatchForCertainAndTheNextGoesThrough() {
        try (var writer = writer(DATABASE)) {
            var answers = submitTogether(writer, 1, DEADLY, 2);
            gathered.countDown();

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(failure(answer))
                            .isInstanceOfSatisfying(
                                    NothingWritten.class,
                                    failure -> assertThat(failure.isTransient()).isTrue()));
            assertThat(booked()).isEmpty();
            assertThat(writer.submit(3, AMPLE).join()).isEqualTo(3);
        }
        assertThat(batchSizes)
                .as("a batch that may be tried again is not taken apart")
                .endsWith(3, 1);
    }

    @Test
    void aCommitWithoutAnAnswerLeavesEveryOutcomeOpenWhetherItHappened() {
        outcomeIsUnknown(CommitFaults::commitUnheard);
        assertThat(booked()).containsExactly(1, 2);
    }

    @Test
    void aCommitWithoutAnAnswerLeavesEveryOutcomeOpenOrNot() {
        outcomeIsUnknown(CommitFaults::loseCommit);
        assertThat(booked()).isEmpty();
    }

    private void outcomeIsUnknown(java.util.function.Consumer<CommitFaults> fault) {
        CommitFaults faults = new CommitFaults();
        try (var writer = writer(TestPostgres.withFaults(DATABASE, faults))) {
            var answers = submitTogether(writer, 1, 2);
            fault.accept(faults);
            gathered.countDown();

            assertThat(answers).allSatisfy(answer -> assertThat(failure(answer)).isInstanceOf(OutcomeUnknown.class));
        }
        assertThat(batchSizes).as("never tried again by itself").endsWith(2);
    }

    @Test
    void workThatMiscountsIsNeverTakenForNothingWritten() {
        try (var writer = new GroupCommit<Integer, Integer>("miscounts", DATABASE, limits(), (t, batch) -> {
            insert(t, batch);
            return List.of();
        })) {
            assertThat(failure(writer.submit(1, AMPLE))).isInstanceOf(IllegalStateException.class);
        }
        assertThat(booked()).containsExactly(1);
    }

    /** A writer whose first transaction, of nothing, waits until the requests have gathered. */
    private GroupCommit<Integer, Integer> writer(Database database) {
        return new GroupCommit<>("test", database, limits(), (t, batch) -> {
            batchSizes.add(batch.size());
            if (batch.equals(List.of(0))) {
                throw new IllegalStateException(awaitGathered());
            }
            insert(t, batch);
            return batch;
        });
    }

    private String awaitGathered() {
        try {
            gathered.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return "the gate";
    }

    /** Submits the requests while the writer is busy with another, so that they make one batch once it may go on. */
    private static List<CompletableFuture<Integer>> submitTogether(
            GroupCommit<Integer, Integer> writer, int... requests) {
        var _ = writer.submit(0, AMPLE);
        org.awaitility.Awaitility.await().until(() -> writer.queued() == 0);
        return IntStream.of(requests)
                .mapToObj(request -> writer.submit(request, AMPLE))
                .toList();
    }

    private static BatchLimits limits() {
        return new BatchLimits(100, 100, 1);
    }

    private static void insert(Transaction t, List<Integer> batch) throws SQLException {
        try (PreparedStatement insert =
                t.connection().prepareStatement("INSERT INTO booked SELECT id FROM unnest(?::int[]) AS t (id)")) {
            insert.setArray(1, SqlArrays.ints(t.connection(), batch, id -> id));
            insert.executeUpdate();
        }
        if (batch.contains(DEADLY)) {
            execute(t, "SELECT pg_terminate_backend(pg_backend_pid())");
        }
    }

    private static Throwable failure(CompletableFuture<?> future) {
        @Nullable
        Throwable failure = future.<@Nullable Throwable>handle((answer, e) -> e).join();
        if (failure == null) {
            throw new AssertionError("answered, but ought to have failed");
        }
        return failure;
    }

    private static void execute(Transaction t, String sql) throws SQLException {
        try (Statement statement = t.connection().createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<Integer> booked() {
        return DATABASE.read(c -> {
            try (Statement statement = c.createStatement();
                    ResultSet row = statement.executeQuery("SELECT id FROM booked ORDER BY id")) {
                List<Integer> ids = new ArrayList<>();
                while (row.next()) {
                    ids.add(row.getInt(1));
                }
                return ids;
            }
        });
    }
}
