package outerpark.common.batching;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import outerpark.common.batching.NotPerformed.Reason;
import outerpark.common.database.Database;
import outerpark.common.database.NothingWritten;
import outerpark.common.database.OutcomeUnknown;
import outerpark.common.database.Transaction;

/**
 * One run of {@link GroupCommit} over {@link Database} in a {@link Simulation}: clients that submit, a database that
 * fails, somebody who closes it all, and the rules that must hold whatever happens. An answer's truth is asked when it
 * is given, so it holds for a process that is killed at any moment, too.
 */
final class GroupCommitRun {

    /** Longer than any run: whoever waits that long has been forgotten. */
    private static final Duration AMPLE = Duration.ofHours(1);

    /** Runs a seed, for whom knows this class only by its name. */
    static final class Runner implements LongFunction<Optional<String>> {

        @Override
        public Optional<String> apply(long seed) {
            return new GroupCommitRun(seed).run();
        }
    }

    /** A request, and what has become of it. */
    private static final class Request {
        final int number;
        final String client;
        final boolean poison;
        long deadline;

        @Nullable
        String begunBy;

        int lastBatch;
        boolean submitted;
        boolean completed;

        @Nullable
        Throwable failure;

        Request(int number, String client, boolean poison) {
            this.number = number;
            this.client = client;
            this.poison = poison;
        }

        String answer() {
            return "answer to #" + number;
        }
    }

    private final Simulation simulation;
    private final SimulatedDatabase database;
    private final BatchLimits limits;
    private final GroupCommit<Request, String> commits;
    private final List<Request> requests = new ArrayList<>();
    private final List<Happening> happened = new ArrayList<>();
    private final Set<Request> miscounted = new HashSet<>();
    private final Map<Thread, Long> firstReadings = new HashMap<>();
    private final Map<String, Integer> lastBegun = new HashMap<>();
    private int closing;
    private boolean closed;

    GroupCommitRun(long seed) {
        simulation = new Simulation(seed);
        database = new SimulatedDatabase(simulation, happened::add);
        limits = new BatchLimits(simulation.between(1, 8), simulation.between(1, 5), simulation.between(1, 3));
        commits = new GroupCommit<>(
                "writer", new Database("simulated", database.dataSource()), limits, this::decide, new NotedTime());
    }

    /** Runs it, and tells the rule that was violated, if one was. */
    Optional<String> run() {
        List<Thread> clients = IntStream.rangeClosed(1, simulation.between(1, 4))
                .mapToObj(i -> simulation.start("client-" + i, () -> submitSome("client-" + i)))
                .toList();
        boolean early = simulation.chance(50);
        for (int i = simulation.oneOf(1, 1, 2); i > 0; i--) {
            simulation.start("closer-" + i, () -> {
                if (early) {
                    simulation.sleep(Duration.ofMillis(simulation.between(0, 300)));
                } else {
                    clients.forEach(GroupCommitRun::join);
                }
                close();
            });
        }
        simulation.run();
        if (simulation.violation().isEmpty()) {
            requests.forEach(this::requireTold);
            requireOrder();
            require(database.connectionsOut() == 0, "a connection was not given back");
        }
        return simulation.violation();
    }

    List<String> trace() {
        return simulation.trace();
    }

    List<Happening> happened() {
        return happened;
    }

    private void submitSome(String client) {
        List<CompletableFuture<?>> mine = new ArrayList<>();
        for (int i = simulation.between(1, 8); i > 0; i--) {
            mine.add(submit(client));
            switch (simulation.between(1, 6)) {
                case 1 -> simulation.sleep(Duration.ofMillis(simulation.between(1, 60)));
                case 2 -> mine.forEach(GroupCommitRun::await);
                case 3 -> simulation.giveWay();
                default -> {} // the next one at once
            }
        }
        mine.forEach(GroupCommitRun::await);
    }

    private CompletableFuture<String> submit(String client) {
        Duration timeout = simulation.chance(60) ? AMPLE : Duration.ofMillis(simulation.oneOf(-1, 0, 1, 30, 80, 200));
        Request request = new Request(requests.size(), client, simulation.chance(5));
        requests.add(request);
        simulation.note("submits #%d of %s within %s".formatted(request.number, client, timeout));
        if (closed) {
            happened.add(Happening.SUBMITTED_AFTER_CLOSING);
        }
        // A worker may come here too, by an answer: what it has read for its batch stays noted.
        Long before = firstReadings.remove(Thread.currentThread());
        CompletableFuture<String> future = commits.submit(request, timeout);
        request.deadline = firstReading() + timeout.toNanos();
        firstReadings.compute(Thread.currentThread(), (thread, reading) -> before);
        request.submitted = true;

        CompletableFuture<String> told = future.whenComplete((answer, failure) -> completed(request, answer, failure));
        require(commits.queued() <= limits.queueMax(), "more wait than may wait");
        return told;
    }

    private void close() {
        if (commits.queued() > 0) {
            happened.add(Happening.CLOSED_OVER_WAITING);
        }
        if (++closing == 2 && !closed) {
            happened.add(Happening.CLOSED_TWICE_AT_ONCE);
        }
        simulation.note("closes");
        commits.close();
        simulation.note("has closed");
        closed = true;
        for (Request request : requests) {
            require(request.completed || !request.submitted, "closed, but #%d still waits".formatted(request.number));
        }
    }

    /** The work: writes each request's number, if nothing goes wrong on the way. */
    private List<String> decide(Transaction transaction, List<Request> batch) throws SQLException {
        batch.forEach(request -> begun(request, batch.size()));
        forgetReading();
        require(!closed, "a batch was begun after it was closed");
        require(batch.size() <= limits.batchMax(), "a batch above the limit");
        require(database.connectionsOut() <= limits.workers(), "more transactions at once than workers");
        if (batch.size() == limits.batchMax() && batch.size() > 1) {
            happened.add(Happening.FULL_BATCH);
        }
        transaction.afterCommit(() -> batch.forEach(request -> require(
                database.timesCommitted(request.number) == 1, "#%d was not committed yet".formatted(request.number))));
        List<String> answers =
                new ArrayList<>(batch.stream().map(Request::answer).toList());
        write(transaction, batch);
        if (database.strikes(Happening.TOO_FEW_ANSWERS)) {
            answers.removeLast();
            miscounted.addAll(batch);
        }
        return answers;
    }

    private void begun(Request request, int batch) {
        String worker = Thread.currentThread().getName();
        simulation.note("begins #%d, one of %d".formatted(request.number, batch));
        require(!request.completed, "#%d was begun when it was answered already".formatted(request.number));
        if (request.begunBy == null) {
            require(
                    request.deadline > firstReading(),
                    "#%d was begun, but it was late when it was taken".formatted(request.number));
            Integer before = lastBegun.put(worker + request.client, request.number);
            require(
                    before == null || before < request.number,
                    "#%d and #%d of one client changed their order".formatted(before, request.number));
        } else if (batch == 1 && request.lastBatch > 1) {
            happened.add(Happening.TRIED_ALONE);
        }
        request.begunBy = worker;
        request.lastBatch = batch;
    }

    private void write(Transaction transaction, List<Request> batch) throws SQLException {
        var session = transaction.connection().unwrap(SimulatedDatabase.Session.class);
        for (Request request : batch) {
            if (database.strikes(Happening.ERROR_IN_WORK)) {
                throw new StackOverflowError("on purpose");
            }
            if (database.strikes(Happening.WORK_FAILED)) {
                throw new IllegalArgumentException("on purpose");
            }
            if (request.poison) {
                happened.add(Happening.POISON);
            }
            try {
                session.insert(request.number, request.poison);
            } catch (SQLException e) {
                if (request.poison && simulation.chance(30)) {
                    happened.add(Happening.POISON_HIDDEN);
                    return;
                }
                throw e;
            }
        }
    }

    private void completed(Request request, @Nullable String answer, @Nullable Throwable failure) {
        simulation.note("tells #%d: %s".formatted(request.number, failure == null ? answer : failure));
        request.completed = true;
        request.failure = failure;
        happened.add(outcome(request, failure));
        requireTold(request);
        if (failure == null) {
            require(request.answer().equals(answer), "#%d got the %s".formatted(request.number, answer));
        }
        if (request.begunBy != null) {
            forgetReading();
        }
        simulation.giveWay();
        if (simulation.chance(5)) {
            happened.add(Happening.SUBMITTED_BY_AN_ANSWER);
            var _ = submit("answer to #" + request.number);
        }
    }

    private Happening outcome(Request request, @Nullable Throwable failure) {
        return switch (failure) {
            case null -> Happening.ANSWERED;
            case NotPerformed e ->
                switch (e.reason()) {
                    case OVERLOADED -> Happening.OVERLOADED;
                    case STOPPING -> Happening.STOPPING;
                    case LATE ->
                        Thread.currentThread().getName().equals("expiry")
                                ? Happening.LATE_IN_QUEUE
                                : Happening.LATE_WHEN_TAKEN;
                };
            case NothingWritten e -> e.isTransient() ? Happening.NOTHING_WRITTEN : Happening.NOTHING_WRITTEN_FOR_GOOD;
            case OutcomeUnknown _ -> Happening.OUTCOME_UNKNOWN;
            case StackOverflowError _ -> Happening.FAILED_BY_ERROR;
            default -> {
                require(miscounted.contains(request), "#%d failed by %s".formatted(request.number, failure));
                yield Happening.FAILED_BY_MISCOUNT;
            }
        };
    }

    /** Whether what was told is true: asked when it was told, and at the end again. */
    private void requireTold(Request request) {
        int number = request.number;
        int times = database.timesCommitted(number);
        require(request.completed, "#%d never heard".formatted(number));
        require(times <= 1, "#%d was committed %d times".formatted(number, times));
        switch (request.failure) {
            case null -> require(times == 1, "#%d was answered, but is not committed".formatted(number));
            case NotPerformed e -> {
                require(request.begunBy == null, "#%d was refused, but begun".formatted(number));
                require(
                        e.reason() != Reason.LATE || request.deadline <= simulation.now(),
                        "#%d was refused as late, but was in time".formatted(number));
                require(
                        e.reason() != Reason.STOPPING || closing > 0,
                        "#%d was refused before anybody closed".formatted(number));
            }
            case NothingWritten e -> {
                require(times == 0, "#%d was told that nothing is written, but it is".formatted(number));
                require(
                        e.isTransient() || request.lastBatch == 1,
                        "#%d was given up for good without a try of its own".formatted(number));
            }
            case StackOverflowError _ ->
                require(times == 0, "#%d failed by an Error, but is written".formatted(number));
            default -> {} // committed or not
        }
    }

    /** What one worker has answered was committed in the order in which each client has submitted it. */
    private void requireOrder() {
        Map<String, Integer> last = new HashMap<>();
        for (int number : database.committed()) {
            Request request = requests.get(number);
            Integer before = request.failure == null ? last.put(request.begunBy + request.client, number) : null;
            require(before == null || before < number, "#%d was committed before #%d".formatted(before, number));
        }
    }

    private void require(boolean holds, String rule) {
        if (!holds) {
            simulation.violated(rule);
        }
    }

    /** When this thread first asked for the time since it was forgotten: a worker, when it had taken its batch. */
    private long firstReading() {
        return firstReadings.getOrDefault(Thread.currentThread(), simulation.now());
    }

    private void forgetReading() {
        firstReadings.remove(Thread.currentThread());
    }

    private static void await(CompletableFuture<?> future) {
        var _ = future.handle((answer, failure) -> true).join();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The simulation's, and it is noted who asked for the time when. */
    private final class NotedTime implements ThreadsAndTime {

        @Override
        public Thread start(String name, Runnable task) {
            return simulation.start(name, task);
        }

        @Override
        public Future<?> repeat(Runnable task, Duration pause) {
            return simulation.repeat(task, pause);
        }

        @Override
        public void pause(Duration time) {
            simulation.pause(time);
        }

        @Override
        public long nanoTime() {
            long time = simulation.nanoTime();
            firstReadings.putIfAbsent(Thread.currentThread(), simulation.now());
            return time;
        }
    }
}
