package outerpark.reservation;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import outerpark.common.Following;
import outerpark.common.Stopping;
import outerpark.contracts.calls.HoldFates.Fate;
import outerpark.contracts.calls.SeatHolds.TakeSeats;
import outerpark.contracts.events.Cause;
import outerpark.reservation.PlaceResult.NotKnownYet;
import outerpark.reservation.PlaceResult.Placed;
import outerpark.reservation.PlaceResult.Unavailable;
import outerpark.reservation.domain.Booking;
import outerpark.reservation.domain.Reservation.Reserved;

/**
 * Finds out what became of reservations whose commit got no answer, by the same decision that musical asks for: it is
 * stored, or its hold is abandoned for good. All that are open are asked about together, again and again until the
 * database answers. The caller gets the true answer if it is known in time. If not, a caller with a key can ask again
 * by it; one without cannot come back for a reservation that turns out stored, so it is cancelled.
 */
@Singleton
final class UnknownStores {

    private static final Logger LOG = Logger.getLogger(UnknownStores.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ReservationHoldFates fates;
    private final Cancelling cancelling;
    private final ReservationConfig config;
    private final LinkedBlockingQueue<Unknown> arriving = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean stopping;

    UnknownStores(ReservationHoldFates fates, Cancelling cancelling, ReservationConfig config) {
        this.fates = fates;
        this.cancelling = cancelling;
        this.config = config;
        this.thread = Thread.ofVirtual().name("reservation-unknown-stores").start(this::settleAll);
    }

    /** A reservation that is stored or not, and who waits for the answer. */
    private record Unknown(
            Reserved reservation,
            TakeSeats hold,
            boolean keyed,
            Consumer<List<TakeSeats>> giveBack,
            CompletableFuture<PlaceResult> answer) {}

    /** Completes with what became of it, or with what its caller can do if that takes too long; never fails. */
    CompletableFuture<PlaceResult> settle(
            Reserved reservation, TakeSeats hold, boolean keyed, Consumer<List<TakeSeats>> giveBack) {
        CompletableFuture<PlaceResult> answer = new CompletableFuture<>();
        PlaceResult tooLate = keyed ? new NotKnownYet() : new Unavailable("the outcome is not known yet");
        arriving.add(new Unknown(reservation, hold, keyed, giveBack, answer));
        return answer.completeOnTimeout(
                tooLate, config.placing().settleTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What is still open is left to musical, which asks about every hold that nobody confirms. */
    void stop(@Observes @Priority(Stopping.STEPS + 1) ShutdownEvent event) {
        stopping = true;
        thread.interrupt();
    }

    private void settleAll() {
        List<Unknown> open = new ArrayList<>();
        Duration pause = FIRST_PAUSE;
        while (!stopping) {
            try {
                if (open.isEmpty()) {
                    open.add(arriving.take());
                }
                arriving.drainTo(open);
                open.removeAll(settled(open));
                pause = FIRST_PAUSE;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warnf("%d commits of unknown outcome are asked about again: %s", open.size(), e.getMessage());
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
            if (!open.isEmpty() && !waited(pause)) {
                return;
            }
        }
    }

    /** Those whose fate is known and acted upon. */
    private Set<Unknown> settled(List<Unknown> open) {
        Map<UUID, Fate> known =
                fates.settle(open.stream().map(one -> one.hold().holdId()).toList());
        Set<Unknown> settled = new HashSet<>();
        for (Unknown one : open) {
            if (known.get(one.hold().holdId()) == Fate.ABANDONED) {
                one.giveBack().accept(List.of(one.hold()));
                one.answer().complete(new Unavailable("the commit did not happen"));
                settled.add(one);
            } else if (one.answer().complete(new Placed(one.reservation()))
                    || isNotUnheardOf(one)
                    || isCancelled(one.reservation())) {
                settled.add(one);
            }
        }
        return settled;
    }

    /** Whether its caller has the answer, or a key to come back with. */
    private static boolean isNotUnheardOf(Unknown one) {
        return one.keyed() || one.answer().join() instanceof Placed;
    }

    private boolean isCancelled(Reserved reservation) {
        Booking booking = reservation.booking();
        Cause cause = new Cause(booking.correlationId(), null, booking.traceparent());
        try (var _ = Following.of(cause)) {
            LOG.warnf(
                    "reservation %s is stored, but its caller was sent away; it is cancelled", booking.reservationId());
        }
        return cancelling
                .cancel(booking.reservationId(), cause)
                .handle((done, failure) -> failure == null)
                .join();
    }

    private boolean waited(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
