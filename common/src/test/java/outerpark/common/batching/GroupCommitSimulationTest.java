package outerpark.common.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import outerpark.common.batching.EditedClasses.Edit;
import outerpark.common.database.Database;

/**
 * No schedule loses an answer, gives it twice or gives it to another: thousands of seeded runs of the real classes,
 * over a database that fails by chance. Each protection is then taken out of the source, and the runs must notice.
 */
class GroupCommitSimulationTest {

    private static final int SEEDS = 4_000;

    /** Every fault is logged, and here faults are the rule. */
    private static final Logger BATCHING = Logger.getLogger(Batcher.class.getPackageName());

    @BeforeAll
    static void keepTheLogQuiet() {
        BATCHING.setLevel(Level.OFF);
    }

    @AfterAll
    static void letTheLogSpeak() {
        BATCHING.setLevel(null);
    }

    @Test
    void everyRequestIsToldTheTruthOnceWhateverTheScheduleAndTheFaults() {
        Map<Happening, Integer> met = new EnumMap<>(Happening.class);
        for (long seed = 1; seed <= SEEDS; seed++) {
            GroupCommitRun run = new GroupCommitRun(seed);
            String name = "seed " + seed;
            assertThat(run.run())
                    .as(() -> name + ":\n" + String.join("\n", run.trace()))
                    .isEmpty();

            run.happened().forEach(one -> met.merge(one, 1, Integer::sum));
        }

        assertThat(met).containsOnlyKeys(Happening.values());
    }

    @Test
    void aSeedReplaysItsRunExactly() {
        LongStream.rangeClosed(1, 50).forEach(seed -> {
            List<String> trace = trace(seed);
            assertThat(trace(seed)).isEqualTo(trace);
            assertThat(trace(seed + 1)).isNotEqualTo(trace);
        });
    }

    private static List<String> trace(long seed) {
        GroupCommitRun run = new GroupCommitRun(seed);
        assertThat(run.run()).isEmpty();
        return run.trace();
    }

    @ParameterizedTest
    @MethodSource("protections")
    void withoutOneProtectionARuleIsViolated(Edit edit, String rule, @TempDir Path directory) throws Exception {
        try (EditedClasses classes = EditedClasses.compile(directory, edit)) {
            LongFunction<?> runner = runner(classes);
            Stream<String> violations = LongStream.rangeClosed(1, SEEDS)
                    .mapToObj(seed -> (Optional<?>) runner.apply(seed))
                    .flatMap(violation -> violation.map(String::valueOf).stream());
            assertThat(violations.anyMatch(violation -> violation.contains(rule)))
                    .as("a run in which a request %s", rule)
                    .isTrue();
        }
    }

    private static LongFunction<?> runner(EditedClasses classes) throws ReflectiveOperationException {
        var constructor =
                classes.loadClass(GroupCommitRun.Runner.class.getName()).getDeclaredConstructor();
        constructor.setAccessible(true);
        return (LongFunction<?>) constructor.newInstance();
    }

    static Stream<Arguments> protections() {
        return Stream.of(
                protection(
                        "an answer comes after the commit",
                        GroupCommit.class,
                        "work.perform(transaction, requests));",
                        """
                        {
                            List<A> early = work.perform(transaction, requests);
                            batch.forEach(pending -> pending.answer(early.get(batch.indexOf(pending))));
                            return early;
                        });
                        """,
                        "was answered, but is not committed"),
                protection(
                        "each request gets its own answer",
                        GroupCommit.class,
                        "answers.get(i)",
                        "answers.get((i + 1) % batch.size())",
                        "got the answer to"),
                protection(
                        "one bad request does not take the others down",
                        GroupCommit.class,
                        "batch.size() == 1 || failure.isTransient()",
                        "true",
                        "was given up for good without a try of its own"),
                protection(
                        "only what is certainly not written is tried again",
                        GroupCommit.class,
                        "catch (NothingWritten failure) { if (batch.size() == 1 || failure.isTransient()) {",
                        "catch (RuntimeException failure) { if (batch.size() == 1) {",
                        "was committed 2 times"),
                protection(
                        "a commit without an answer is an unknown outcome",
                        Database.class,
                        "isRefusedCommit(e) ? new NothingWritten(e) : new OutcomeUnknown(e)",
                        "new NothingWritten(e)",
                        "was told that nothing is written, but it is"),
                protection(
                        "SQLSTATE 40003 is an unknown outcome",
                        Database.class,
                        "&& !state.equals(COMPLETION_UNKNOWN)",
                        "",
                        "was told that nothing is written, but it is"),
                protection(
                        "a failure that the work hides is one",
                        Database.class,
                        "requireSound(transaction.connection());",
                        "",
                        "was not committed yet"),
                protection(
                        "failed work is rolled back",
                        Database.class,
                        "rollBack(transaction.connection()); throw nothingWritten(e);",
                        "throw new NothingWritten(e);",
                        "was told that nothing is written, but it is"),
                protection(
                        "work that ends in an Error is rolled back",
                        Database.class,
                        "rollBack(transaction.connection()); throw e;",
                        "throw e;",
                        "failed by an Error, but is written"),
                protection(
                        "what is committed stays so, whatever happens to the connection",
                        Database.class,
                        "LOG.debugf(e, \"the connection was lost before it was given back\");",
                        "throw new NothingWritten(e);",
                        "was told that nothing is written, but it is"),
                protection(
                        "what is done after the commit waits for it",
                        Database.class,
                        "result = perform(transaction, work);",
                        "result = perform(transaction, work); transaction.committed();",
                        "was not committed yet"),
                protection(
                        "every connection is given back",
                        Database.class,
                        "finally { giveBack(connection); if",
                        "finally { if",
                        "more transactions at once than workers"),
                protection(
                        "an Error does not end the worker",
                        Batcher.class,
                        "catch (Throwable failure)",
                        "catch (RuntimeException failure)",
                        "still wait"),
                protection(
                        "those whose batch failed hear of it",
                        Batcher.class,
                        "failUnanswered(batch, failure);",
                        "",
                        "still wait"),
                protection("a request wakes a worker", Batcher.class, "somethingToDo.signal();", "", "still wait"),
                protection("closing wakes the workers", Batcher.class, "somethingToDo.signalAll();", "", "still wait"),
                protection(
                        "closing waits for the last answer",
                        Batcher.class,
                        "worker.join();",
                        "Thread.sleep(0);",
                        "still wait"),
                protection(
                        "closing performs what waits",
                        Batcher.class,
                        "int size = Math.min",
                        "int size = closed ? 0 : Math.min",
                        "still wait"),
                protection(
                        "what comes after closing is refused",
                        Batcher.class,
                        "if (closed) {",
                        "if (false) {",
                        "still wait"),
                protection(
                        "the queue has a limit",
                        Batcher.class,
                        "queue.size() >= limits.queueMax()",
                        "false",
                        "more wait than may wait"),
                protection(
                        "a batch has a limit",
                        Batcher.class,
                        "Math.min(queue.size(), limits.batchMax())",
                        "queue.size()",
                        "a batch above the limit"),
                protection(
                        "the queue keeps its order",
                        Batcher.class,
                        "batch.add(queue.remove());",
                        "batch.add(queue.removeLast());",
                        "changed their order"),
                protection(
                        "what is late when it is taken is not begun",
                        Batcher.class,
                        "inTime = refuseLate(batch);",
                        "inTime = batch;",
                        "was late when it was taken"),
                protection(
                        "what is taken no longer expires",
                        Batcher.class,
                        "work.perform(inTime);",
                        "threadsAndTime.start(\"expiry\", () -> refuseLate(inTime)); work.perform(inTime);",
                        "was refused, but begun"),
                protection(
                        "closing waits for what expires",
                        Batcher.class,
                        "expiring.lock(); try { refuseLate",
                        "var expiring = new ReentrantLock(); expiring.lock(); try { refuseLate",
                        "still wait"),
                protection(
                        "expiry looks and takes under the workers' lock",
                        Batcher.class,
                        "expired = new ArrayList<>(); lock.lock();",
                        "expired = new ArrayList<>(); var lock = new ReentrantLock(); lock.lock();",
                        "still wait"));
    }

    private static Arguments protection(String name, Class<?> of, String passage, String instead, String rule) {
        return argumentSet(name, new Edit(of, passage, instead), rule);
    }
}
