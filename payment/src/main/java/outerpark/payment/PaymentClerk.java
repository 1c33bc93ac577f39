package outerpark.payment;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.common.Following;
import outerpark.common.Stopping;
import outerpark.common.batching.BatchLimits;
import outerpark.common.batching.GroupCommit;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.payment.domain.Command;
import outerpark.payment.domain.Payment;
import outerpark.payment.domain.Work;

/**
 * Claims the payments whose turn has come, a new one as it is opened if there is room; asks the provider, each on a
 * virtual thread and never within a transaction; and has the answers written together. What becomes of a claim when the
 * process dies, or its answer cannot be written: it runs out, and whoever finds it asks again; the provider answers as
 * the first time.
 */
@Singleton
final class PaymentClerk {

    private static final Logger LOG = Logger.getLogger(PaymentClerk.class);

    private final Database database;
    private final PaymentBook book;
    private final ProviderLine line;
    private final PaymentConfig config;
    private final DueSignal dueSignal;
    private final Clock clock;
    private final GroupCommit<Command, Boolean> answers;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    /** The bulkhead: a line for every call under way. */
    private final Semaphore lines;
    /**
     * A place for every payment that is claimed. No more are claimed than there are free places, which are twice as
     * many as the lines: when a call ends, the next payment is at hand.
     */
    private final Semaphore places;

    private final AtomicBoolean heldBack = new AtomicBoolean();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("payment-clerk").unstarted(this::takeTurns);
    private volatile boolean stopping;

    PaymentClerk(
            @Identifier(PaymentDatabase.NAME) Database database,
            PaymentBook book,
            ProviderLine line,
            PaymentConfig config,
            DueSignal dueSignal,
            Clock clock) {
        this.database = database;
        this.book = book;
        this.line = line;
        this.config = checked(config);
        this.dueSignal = dueSignal;
        this.clock = clock;
        this.lines = new Semaphore(config.call().concurrentMax(), true);
        this.places = new Semaphore(placesMax());
        BatchLimits limits =
                new BatchLimits(config.answers().queueMax(), config.answers().batchMax(), 1);
        this.answers = new GroupCommit<>("payment-answers", database, limits, this::write);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stopClaiming(@Observes @Priority(Stopping.STARTERS) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        dueSignal.raise();
        thread.join();
    }

    /** A call still under way after its time is left to whoever finds its claim. */
    void finishCalls(@Observes @Priority(Stopping.STEPS) ShutdownEvent event) throws InterruptedException {
        Duration longest = answeredWithin(config);
        if (!places.tryAcquire(placesMax(), longest.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("some calls to the payment provider are given up");
        }
        calls.shutdownNow();
    }

    void stopWriting(@Observes @Priority(Stopping.WRITERS) ShutdownEvent event) {
        answers.close();
    }

    private void takeTurns() {
        while (!stopping) {
            try {
                if (!takeNextTurns()) {
                    dueSignal.await(config.turns().lookEvery());
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                // Whatever it was, payments must go on.
                LOG.warn("cannot claim payments now; tries again", e);
                pause();
            }
        }
    }

    /**
     * Carries out what payment is told. The payments that it opens are claimed in the same transaction, as far as there
     * is room: most need no other one until the provider has answered.
     */
    void carryOut(Transaction transaction, List<Command> commands) throws SQLException {
        List<Command> all = new ArrayList<>(commands);
        Instant until = clock.instant().plus(config.turns().claimFor());
        List<Command> claims = commands.stream()
                .filter(Command.Place.class::isInstance)
                .<Command>map(place -> new Command.Claim(place.reservationId(), until, null))
                .toList();
        int room = takePlaces(Math.min(claims.size(), roomForNew()));
        transaction.otherwise(() -> places.release(room));
        // After all others: what is cancelled with them is not asked for.
        all.addAll(claims.subList(0, room));
        List<Payment> claimed = book.carryOut(transaction, all);
        transaction.afterCommit(() -> workOn(claimed, room));
    }

    /** Half of the places stay for those who wait already. */
    private int roomForNew() {
        boolean takesTurns = thread.isAlive() && !stopping && line.breaker() == CircuitBreakerState.CLOSED;
        return takesTurns && hasRoom() ? places.availablePermits() / 2 : 0;
    }

    /** Claims what there is room for and has it worked on; false if there is nothing to claim, or no room. */
    private boolean takeNextTurns() {
        if (isFull()) {
            return false;
        }
        int underWay = placesMax() - places.availablePermits();
        int room = takePlaces(config.turns().batchMax());
        List<Payment> claimed = List.of();
        try {
            claimed = claim(room, underWay);
        } finally {
            workOn(claimed, room);
        }
        return !claimed.isEmpty();
    }

    private List<Payment> claim(int room, int underWay) {
        // The breaker lets no more calls through than that, and would turn the others away.
        int probes = Math.clamp(config.breaker().probes() - (long) underWay, 0, room);
        Instant until = clock.instant().plus(config.turns().claimFor());
        CircuitBreakerState breaker = line.breaker();
        return database.write(transaction -> switch (breaker) {
            // Half of the room at least is for the new ones.
            case CLOSED -> book.claim(transaction, room, Math.ceilDiv(room, 2), until, null);
            case HALF_OPEN -> book.claim(transaction, probes, probes, until, line.graceUntil());
            // Nobody is asked: the new ones hear that they are deferred, the others know.
            case OPEN -> book.claim(transaction, room, 0, until, null);
        });
    }

    /** Takes as many places as are free, {@code max} at most. */
    private int takePlaces(int max) {
        int some = Math.min(max, places.availablePermits());
        while (some > 0 && !places.tryAcquire(some)) {
            some = Math.min(max, places.availablePermits());
        }
        return Math.max(some, 0);
    }

    /** If it is, whoever makes room again says so. */
    private boolean isFull() {
        if (hasRoom()) {
            return false;
        }
        heldBack.set(true);
        return !hasRoom();
    }

    /**
     * Claims are held back until a quarter of the places is free, so that they stay batches when calls are slow, and
     * while the answers to be written fill a batch, so that they do not pile up when calls are fast.
     */
    private boolean hasRoom() {
        return places.availablePermits() >= Math.ceilDiv(placesMax(), 4)
                && answers.queued() < config.answers().batchMax();
    }

    /** Has them worked on, each at one of the places that were taken for them; the other places are free again. */
    private void workOn(List<Payment> claimed, int placesTaken) {
        places.release(placesTaken - claimed.size());
        for (Payment payment : claimed) {
            Work work = payment.work().orElseThrow(() -> new IllegalStateException("claimed at rest: " + payment));
            calls.execute(() -> askAndWrite(payment, work));
        }
    }

    /** The place is free for the next as soon as the answer is on its way to be written. */
    private void askAndWrite(Payment payment, Work work) {
        try (var _ = Following.of(payment.cause())) {
            var _ = answers.submit(ask(payment, work), config.answers().writeWithin())
                    .whenComplete((_, failure) -> written(payment, failure));
        } catch (InterruptedException e) {
            // The process stops; whoever finds the claim asks again.
            Thread.currentThread().interrupt();
        } finally {
            places.release();
            goOnIfHeldBack();
        }
    }

    /** In their order. Who still waits for a line when the process stops is left to whoever finds the claim. */
    private Command ask(Payment payment, Work work) throws InterruptedException {
        lines.acquire();
        try {
            if (stopping) {
                throw new InterruptedException("the process stops");
            }
            return line.ask(payment, work);
        } finally {
            lines.release();
        }
    }

    private int placesMax() {
        return 2 * config.call().concurrentMax();
    }

    private void written(Payment payment, @Nullable Throwable failure) {
        goOnIfHeldBack();
        if (failure != null) {
            try (var _ = Following.of(payment.cause())) {
                LOG.warnf(
                        "an answer about payment %s is not written and will be asked for again: %s",
                        payment.bill().paymentId(), failure);
            }
        }
    }

    private void goOnIfHeldBack() {
        if (heldBack.get() && hasRoom() && heldBack.compareAndSet(true, false)) {
            dueSignal.raise();
        }
    }

    private List<Boolean> write(Transaction transaction, List<Command> commands) throws SQLException {
        book.carryOut(transaction, commands);
        return Collections.nCopies(commands.size(), true);
    }

    private void pause() {
        try {
            Thread.sleep(config.turns().lookEvery());
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    /** One that waits for a line waits for one call, and then for its own. */
    private static Duration answeredWithin(PaymentConfig config) {
        return config.call().timeout().multipliedBy(2).plus(config.answers().writeWithin());
    }

    private static PaymentConfig checked(PaymentConfig config) {
        if (config.turns().claimFor().compareTo(answeredWithin(config)) <= 0) {
            throw new IllegalArgumentException("outerpark.payment.turns.claim-for must be longer than"
                    + " twice call.timeout and answers.write-within together");
        }
        return config;
    }
}
