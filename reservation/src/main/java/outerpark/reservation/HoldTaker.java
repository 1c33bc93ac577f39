package outerpark.reservation;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.faulttolerance.api.Guard;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.common.batching.Batcher;
import outerpark.common.batching.Pending;
import outerpark.common.faults.BreakerState;
import outerpark.contracts.Ids;
import outerpark.contracts.calls.SeatHolds;
import outerpark.contracts.calls.SeatHolds.TakeAnswer;
import outerpark.contracts.calls.SeatHolds.TakeSeats;
import outerpark.contracts.events.Cause;
import outerpark.http.Traces;

/**
 * The call to musical, saga step 1: one call carries a batch of takes, each with the deadline; a breaker counts the
 * batches. A take that gets no answer in time is given back at once, and tried once more as another hold: one short
 * stall of musical, or the end of one of its replicas, is no customer's trouble. A longer one opens the breaker.
 */
final class HoldTaker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(HoldTaker.class);

    private final SeatHolds seats;
    private final Duration timeout;
    private final Duration queueTimeout;
    private final Guard breaker;
    private final Batcher<Asked, Optional<TakeAnswer>> batcher;

    HoldTaker(SeatHolds seats, ReservationConfig config, int callsAtOnce, MeterRegistry metrics) {
        this.seats = seats;
        this.timeout = config.seats().timeout();
        this.queueTimeout = config.placing().queueTimeout();
        String breakerName = BreakerState.newName("musical");
        this.breaker = breaker(config.seats().breaker(), breakerName);
        new BreakerState(breakerName).measure("outerpark.reservation.musical.breaker", metrics);
        this.batcher = new Batcher<>("reservation-take", config.placing().limits(callsAtOnce), this::takeAll);
    }

    /** A take, and the trace that it is part of. */
    private record Asked(TakeSeats hold, @Nullable String traceparent) {}

    /**
     * A take that has come to its end.
     *
     * @param hold has the seats, if they are {@link TakeAnswer.Taken}
     * @param said nothing if musical said nothing in time, and then the hold is given back
     * @param isSecond whether the seats of another hold, for the same request, may be on their way back
     */
    record Take(TakeSeats hold, Optional<TakeAnswer> said, boolean isSecond) {

        TakeAnswer answer() {
            return said.orElseGet(() -> new TakeAnswer.NotTaken("no answer from musical in time"));
        }
    }

    /** Whether whoever comes now is better sent away; see {@link Batcher#turnsAway}. */
    boolean turnsAway() {
        return batcher.turnsAway();
    }

    /** Completes with the first take that got an answer, or the last; fails only as {@link Batcher#submit} does. */
    CompletableFuture<Take> take(long musicalId, int seats, Cause cause) {
        long begun = System.nanoTime();
        return take(musicalId, seats, cause, queueTimeout, false).thenCompose(first -> {
            Duration left = queueTimeout.minusNanos(System.nanoTime() - begun);
            return first.said().isPresent() || !left.isPositive()
                    ? CompletableFuture.completedFuture(first)
                    : take(musicalId, seats, cause, left, true);
        });
    }

    private CompletableFuture<Take> take(long musicalId, int seats, Cause cause, Duration mayWait, boolean isSecond) {
        TakeSeats hold = new TakeSeats(Ids.next(), musicalId, seats);
        return batcher.submit(new Asked(hold, cause.traceparent()), mayWait)
                .thenApply(said -> new Take(hold, said, isSecond));
    }

    /** Gives the hold back, taken or not. If even that fails, musical will ask about the hold by itself. */
    void giveBack(List<TakeSeats> holds) {
        var _ = seats.release(holds).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warnf(failure, "%d holds could not be released now; musical will ask about them", holds.size());
            }
        });
    }

    @Override
    public void close() {
        batcher.close();
    }

    private static Guard breaker(ReservationConfig.Breaker config, String name) {
        return Guard.create()
                .withCircuitBreaker()
                .name(name)
                .requestVolumeThreshold(config.window())
                .failureRatio(config.failureRatio())
                .delay(config.openFor().toMillis(), ChronoUnit.MILLIS)
                .onStateChange(next -> LOG.warnf("the breaker around musical is %s", next))
                .done()
                .build();
    }

    /** A batch that says musical is in trouble; its requests have their answers already. */
    private static final class Trouble extends RuntimeException {
        Trouble() {
            super("musical is in trouble", null, false, false);
        }
    }

    private void takeAll(List<Pending<Asked, Optional<TakeAnswer>>> batch) {
        try {
            breaker.call(
                    () -> {
                        callMusical(batch);
                        return true;
                    },
                    Boolean.class);
        } catch (CircuitBreakerOpenException e) {
            batch.forEach(pending -> pending.answer(Optional.of(new TakeAnswer.NotTaken("musical is away"))));
        } catch (Trouble e) {
            LOG.debug("a batch of takes went wrong");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void callMusical(List<Pending<Asked, Optional<TakeAnswer>>> batch) {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<TakeSeats> requests =
                batch.stream().map(pending -> pending.request().hold()).toList();
        List<CompletableFuture<TakeAnswer>> answers;
        // A call can be part of one trace only: that of the first who is in one.
        try (var _ = Traces.contextOf(traceOf(batch)).makeCurrent()) {
            answers = ask(requests);
        }
        List<Pending<Asked, Optional<TakeAnswer>>> unanswered = new ArrayList<>(0);
        boolean trouble = false;
        for (int i = 0; i < batch.size(); i++) {
            try {
                TakeAnswer answer = answers.get(i).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                trouble |= answer instanceof TakeAnswer.NotTaken;
                batch.get(i).answer(Optional.of(answer));
            } catch (TimeoutException | ExecutionException | CancellationException e) {
                unanswered.add(batch.get(i));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                unanswered.add(batch.get(i));
            }
        }
        if (!unanswered.isEmpty()) {
            trouble = true;
            LOG.warnf("%d takes got no answer within %d ms and are given back", unanswered.size(), timeout.toMillis());
            giveBack(
                    unanswered.stream().map(pending -> pending.request().hold()).toList());
            // Only now: each may be tried again at once, and what it gives back must be on its way before.
            unanswered.forEach(pending -> pending.answer(Optional.empty()));
        }
        if (trouble) {
            throw new Trouble();
        }
    }

    private static @Nullable String traceOf(List<Pending<Asked, Optional<TakeAnswer>>> batch) {
        return batch.stream()
                .map(pending -> pending.request().traceparent())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** A call that breaks off leaves every answer open. */
    private List<CompletableFuture<TakeAnswer>> ask(List<TakeSeats> requests) {
        try {
            return seats.take(requests, timeout.toMillis());
        } catch (RuntimeException e) {
            LOG.debug("the call to musical broke off", e);
            return Collections.nCopies(requests.size(), CompletableFuture.failedFuture(e));
        }
    }
}
