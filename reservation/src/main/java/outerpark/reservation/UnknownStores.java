package outerpark.reservation;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import outerpark.common.events.Cause;
import outerpark.contracts.calls.HoldFates.Fate;
import outerpark.contracts.calls.SeatHolds.TakeSeats;
import outerpark.reservation.PlaceResult.NotKnownYet;
import outerpark.reservation.PlaceResult.Placed;
import outerpark.reservation.PlaceResult.Unavailable;
import outerpark.reservation.domain.Reservation.Reserved;

/**
 * Finds out what became of a reservation whose commit got no answer, by the same decision that musical asks for: it is
 * stored, or its hold is abandoned for good. The caller gets the true answer if it is known in time. If not, a caller with
 * a key can ask again by it; one without cannot come back for a reservation that turns out stored, so it is cancelled.
 */
@Singleton
final class UnknownStores {

    private static final Logger LOG = Logger.getLogger(UnknownStores.class);
    private static final long RETRY_MILLIS = 200;

    private final ReservationHoldFates fates;
    private final Cancelling cancelling;
    private final ReservationConfig config;

    UnknownStores(ReservationHoldFates fates, Cancelling cancelling, ReservationConfig config) {
        this.fates = fates;
        this.cancelling = cancelling;
        this.config = config;
    }

    /** Completes with what became of it, or with what its caller can do if that takes too long; never fails. */
    CompletableFuture<PlaceResult> settle(
            Reserved reservation, TakeSeats hold, boolean keyed, Consumer<List<TakeSeats>> giveBack) {
        CompletableFuture<PlaceResult> answer = new CompletableFuture<>();
        PlaceResult tooLate = keyed ? new NotKnownYet() : new Unavailable("the outcome is not known yet");
        var _ = fateOf(hold.holdId()).thenAccept(fate -> {
            if (fate == Fate.ABANDONED) {
                giveBack.accept(List.of(hold));
                answer.complete(new Unavailable("the commit did not happen"));
            } else if (!answer.complete(new Placed(reservation)) && !keyed) {
                cancelUnheardOf(reservation);
            }
        });
        CompletableFuture.delayedExecutor(config.placing().settleTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> answer.complete(tooLate));
        return answer;
    }

    /** Asks until there is an answer. */
    private CompletableFuture<Fate> fateOf(UUID holdId) {
        return CompletableFuture.supplyAsync(() -> fates.settle(List.of(holdId)), Thread::startVirtualThread)
                .thenApply((Map<UUID, Fate> answer) -> answer.get(holdId))
                .exceptionallyCompose(failure -> {
                    Executor later = CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS);
                    return CompletableFuture.runAsync(() -> {}, later).thenCompose(again -> fateOf(holdId));
                });
    }

    private void cancelUnheardOf(Reserved reservation) {
        UUID id = reservation.booking().reservationId();
        LOG.warnf("reservation %s was stored after its caller was sent away; it is cancelled", id);
        Cause cause = new Cause(
                reservation.booking().correlationId(),
                null,
                reservation.booking().traceparent());
        var _ = cancelling.cancel(id, cause).exceptionally(failure -> {
            LOG.errorf(failure, "reservation %s, of which nobody has heard, could not be cancelled", id);
            return Optional.empty();
        });
    }
}
