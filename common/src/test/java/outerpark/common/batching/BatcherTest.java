package outerpark.common.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.common.batching.NotPerformed.Reason;

class BatcherTest {

    private static final Duration AMPLE = Duration.ofMinutes(10);

    /** Work that stands still until it is told to go on, and notes the batches it was given. */
    private static final class Gate implements Batcher.Work<Integer, Integer> {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);
        final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void perform(List<Pending<Integer, Integer>> batch) {
            batches.add(batch.stream().map(Pending::request).toList());
            entered.countDown();
            awaitOpen();
            batch.forEach(pending -> pending.answer(-pending.request()));
        }

        private void awaitOpen() {
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        List<Integer> performed() {
            return batches.stream().flatMap(List::stream).toList();
        }
    }

    @Test
    void oneMoreThanTheQueueHoldsIsRefusedAtOnceAndNoneBefore() throws Exception {
        Gate gate = new Gate();
        try (var batcher = new Batcher<>("test", new BatchLimits(3, 10, 1), gate)) {
            CompletableFuture<Integer> underWay = batcher.submit(0, AMPLE);
            gate.entered.await();
            List<CompletableFuture<Integer>> waiting = IntStream.rangeClosed(1, 3)
                    .mapToObj(i -> batcher.submit(i, AMPLE))
                    .toList();
            assertThat(batcher.queued()).isEqualTo(3);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);

            assertThat(refusal(batcher.submit(4, AMPLE))).isEqualTo(Reason.OVERLOADED);

            gate.open.countDown();
            assertThat(underWay.get()).isZero();
            for (CompletableFuture<Integer> one : waiting) {
                assertThat(one.get()).isNegative();
            }
            assertThat(batcher.submit(5, AMPLE).get()).isEqualTo(-5);
        }
        assertThat(gate.performed()).containsExactly(0, 1, 2, 3, 5);
    }

    @Test
    void whoWouldWaitForLongerThanTheyMayIsRefusedAtTheDoor() throws Exception {
        Gate slow = new Gate();
        try (var batcher = new Batcher<>("test", new BatchLimits(100, 1, 1), slow)) {
            CompletableFuture<Integer> underWay = batcher.submit(0, AMPLE);
            slow.entered.await();
            // It has no end in sight: those who have time wait, whatever the others may.
            CompletableFuture<Integer> patient = batcher.submit(1, AMPLE);
            assertThat(refusal(batcher.submit(2, Duration.ofNanos(1)))).isEqualTo(Reason.OVERLOADED);
            slow.open.countDown();
            assertThat(underWay.get()).isZero();
            assertThat(patient.get()).isEqualTo(-1);
        }
        assertThat(slow.performed()).containsExactly(0, 1);
    }

    @Test
    void behindABatchThatIsStuckOnlyAFullOneWaits() throws Exception {
        Gate stuck = new Gate();
        try (var batcher = new Batcher<>("test", new BatchLimits(100, 2, 1), stuck)) {
            CompletableFuture<Integer> underWay = batcher.submit(0, AMPLE);
            stuck.entered.await();
            assertThat(batcher.turnsAway()).isFalse();
            CompletableFuture<Integer> second = batcher.submit(1, AMPLE);
            CompletableFuture<Integer> third = batcher.submit(2, AMPLE);
            await().until(batcher::turnsAway);
            stuck.open.countDown();
            assertThat(List.of(underWay.get(), second.get(), third.get())).containsExactly(0, -1, -2);
            await().until(() -> !batcher.turnsAway());
        }
    }

    @Test
    void aRequestWhoseDeadlineHasPassedIsNotBegunAndTheOthersAre() throws Exception {
        Gate gate = new Gate();
        gate.open.countDown();
        try (var batcher = new Batcher<>("test", new BatchLimits(10, 10, 1), gate)) {
            CompletableFuture<Integer> late = batcher.submit(1, Duration.ZERO);
            CompletableFuture<Integer> inTime = batcher.submit(2, AMPLE);

            assertThat(inTime.get()).isEqualTo(-2);
            assertThat(refusal(late)).isEqualTo(Reason.LATE);
        }
        assertThat(gate.performed()).containsExactly(2);
    }

    @Test
    void aRequestThatIsLateBehindOneThatMayWaitLongerIsRefusedWhileTheWorkGoesOn() throws Exception {
        Gate gate = new Gate();
        try (var batcher = new Batcher<>("test", new BatchLimits(10, 10, 1), gate)) {
            CompletableFuture<Integer> underWay = batcher.submit(0, AMPLE);
            gate.entered.await();
            CompletableFuture<Integer> patient = batcher.submit(1, AMPLE);
            CompletableFuture<Integer> late = batcher.submit(2, Duration.ofSeconds(2));

            assertThat(refusal(late)).isEqualTo(Reason.LATE);

            assertThat(underWay).isNotDone();
            gate.open.countDown();
            assertThat(patient.get()).isEqualTo(-1);
        }
        assertThat(gate.performed()).containsExactly(0, 1);
    }

    @Test
    void closingPerformsWhatWaitsAndRefusesWhatComes() throws Exception {
        Gate gate = new Gate();
        var batcher = new Batcher<>("test", new BatchLimits(10, 2, 1), gate);
        List<CompletableFuture<Integer>> accepted = new ArrayList<>();
        accepted.add(batcher.submit(0, AMPLE));
        gate.entered.await();
        IntStream.rangeClosed(1, 5).forEach(i -> accepted.add(batcher.submit(i, AMPLE)));

        Thread closing = Thread.ofPlatform().start(batcher::close);
        await().until(() -> closing.getState() == Thread.State.WAITING);

        assertThat(refusal(batcher.submit(6, AMPLE))).isEqualTo(Reason.STOPPING);
        assertThat(accepted).noneMatch(CompletableFuture::isDone);
        gate.open.countDown();
        closing.join();
        assertThat(accepted).allMatch(one -> one.isDone() && !one.isCompletedExceptionally());
        assertThat(gate.performed()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(refusal(batcher.submit(7, AMPLE))).isEqualTo(Reason.STOPPING);
    }

    @Test
    void whatGathersWhileAWorkerIsBusyIsTakenTogetherInItsOrderUpToTheLimit() throws Exception {
        Gate gate = new Gate();
        try (var batcher = new Batcher<>("test", new BatchLimits(100, 4, 1), gate)) {
            var _ = batcher.submit(0, AMPLE);
            gate.entered.await();
            List<CompletableFuture<Integer>> waiting = IntStream.rangeClosed(1, 10)
                    .mapToObj(i -> batcher.submit(i, AMPLE))
                    .toList();
            gate.open.countDown();
            waiting.getLast().get();
        }
        assertThat(gate.batches).containsExactly(List.of(0), List.of(1, 2, 3, 4), List.of(5, 6, 7, 8), List.of(9, 10));
    }

    @Test
    void aRequestThatTheWorkLeavesUnansweredFailsAndTheOthersKeepTheirAnswers() throws Exception {
        CountDownLatch gathered = new CountDownLatch(1);
        try (var batcher = new Batcher<Integer, Integer>("left", new BatchLimits(10, 10, 1), batch -> {
            awaitUninterruptibly(gathered);
            batch.stream().filter(p -> p.request() != 2).forEach(p -> p.answer(p.request()));
        })) {
            var _ = batcher.submit(0, AMPLE);
            CompletableFuture<Integer> answered = batcher.submit(1, AMPLE);
            CompletableFuture<Integer> left = batcher.submit(2, AMPLE);
            gathered.countDown();

            assertThat(answered.get()).isEqualTo(1);
            assertThat(failure(left)).isInstanceOf(IllegalStateException.class).hasMessageContaining("left");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
    void workThatFailsFailsItsBatchAndTheWorkerLivesOn(Class<? extends Throwable> kind) throws Exception {
        try (var batcher = new Batcher<Integer, Integer>("fails", new BatchLimits(10, 10, 1), batch -> {
            if (batch.getFirst().request() == 1) {
                throwAny(kind);
            }
            batch.forEach(p -> p.answer(p.request()));
        })) {
            assertThat(failure(batcher.submit(1, AMPLE))).isInstanceOf(kind);
            assertThat(batcher.submit(2, AMPLE).get()).isEqualTo(2);
        }
    }

    /**
     * Many threads submit to work that answers, fails, answers twice, and leaves requests out, while somebody closes.
     * Every request is answered exactly once, and one refused was never begun.
     */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyRequestIsAnsweredExactlyOnce(long seed) throws Exception {
        Random random = new Random(seed);
        int submitters = 8;
        int each = 250;
        int closeAfter = random.nextInt(submitters * each);
        BatchLimits limits = new BatchLimits(1 + random.nextInt(60), 1 + random.nextInt(20), 1 + random.nextInt(3));
        Map<Integer, Integer> begun = new ConcurrentHashMap<>();
        Map<Integer, Integer> answers = new ConcurrentHashMap<>();
        Map<Integer, CompletableFuture<Integer>> futures = new ConcurrentHashMap<>();
        AtomicInteger submitted = new AtomicInteger();
        var batcher = new Batcher<Integer, Integer>("seed-" + seed, limits, unreliable(begun));

        List<Thread> threads = IntStream.range(0, submitters)
                .mapToObj(t -> Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < each; i++) {
                        int request = t * each + i;
                        Duration timeout = request % 17 == 0 ? Duration.ZERO : AMPLE;
                        CompletableFuture<Integer> future = batcher.submit(request, timeout);
                        futures.put(request, future);
                        var _ = future.whenComplete((answer, e) -> answers.merge(request, 1, Integer::sum));
                        if (submitted.incrementAndGet() == closeAfter + 1) {
                            batcher.close();
                        }
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        batcher.close();

        assertThat(futures).hasSize(submitters * each);
        assertThat(answers)
                .hasSize(submitters * each)
                .allSatisfy((request, times) -> assertThat(times).isOne());
        futures.forEach((request, future) -> {
            boolean refused = future.isCompletedExceptionally() && failure(future) instanceof NotPerformed;
            assertThat(begun.getOrDefault(request, 0))
                    .as("request %d of seed %d with %s", request, seed, limits)
                    .isEqualTo(refused ? 0 : 1);
            if (!future.isCompletedExceptionally()) {
                assertThat(future.join()).isEqualTo(-request);
            }
        });
    }

    private static Batcher.Work<Integer, Integer> unreliable(Map<Integer, Integer> begun) {
        return batch -> {
            batch.forEach(p -> begun.merge(p.request(), 1, Integer::sum));
            for (Pending<Integer, Integer> pending : batch) {
                switch (pending.request() % 11) {
                    case 3 -> throw new IllegalStateException("on purpose");
                    case 5 -> {} // left out
                    case 7 -> {
                        pending.answer(-pending.request());
                        pending.answer(0);
                        pending.fail(new IllegalStateException("too late"));
                    }
                    default -> pending.answer(-pending.request());
                }
            }
        };
    }

    private static Reason refusal(CompletableFuture<?> future) {
        return ((NotPerformed) failure(future)).reason();
    }

    private static Throwable failure(CompletableFuture<?> future) {
        @Nullable
        Throwable failure = future.<@Nullable Throwable>handle((answer, e) -> e).join();
        if (failure == null) {
            throw new AssertionError("answered, but ought to have failed");
        }
        return failure;
    }

    private static void throwAny(Class<? extends Throwable> kind) {
        if (kind == StackOverflowError.class) {
            throw new StackOverflowError("on purpose");
        }
        throw new IllegalStateException("on purpose");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
