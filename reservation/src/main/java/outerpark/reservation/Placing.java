package outerpark.reservation;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.common.Following;
import outerpark.common.Stopping;
import outerpark.common.batching.Batcher;
import outerpark.common.batching.GroupCommit;
import outerpark.common.batching.NotPerformed;
import outerpark.common.batching.Pending;
import outerpark.common.batching.Rush;
import outerpark.common.database.Database;
import outerpark.common.database.NothingWritten;
import outerpark.common.database.Transaction;
import outerpark.common.events.Outbox;
import outerpark.contracts.calls.SeatHolds;
import outerpark.contracts.calls.SeatHolds.TakeAnswer;
import outerpark.contracts.calls.SeatHolds.TakeSeats;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Envelope;
import outerpark.reservation.PlaceResult.Found;
import outerpark.reservation.PlaceResult.KeyConflict;
import outerpark.reservation.PlaceResult.NotKnownYet;
import outerpark.reservation.PlaceResult.Placed;
import outerpark.reservation.PlaceResult.Refused;
import outerpark.reservation.PlaceResult.SalesPaused;
import outerpark.reservation.PlaceResult.Unavailable;
import outerpark.reservation.domain.Booking;
import outerpark.reservation.domain.BookingSaga;
import outerpark.reservation.domain.IdempotencyKey;
import outerpark.reservation.domain.Reservation;
import outerpark.reservation.domain.Reservation.Reserved;
import outerpark.reservation.domain.Sales;

/**
 * Takes a reservation through its first steps: look its key up, take a hold, store it with its event. Every step
 * gathers the requests of all callers into batches; each request is decided by itself.
 *
 * <p>Whatever goes wrong between the steps, the hold is given back, or found to be stored: a caller who is told
 * {@link Unavailable} holds no seats, and one who is told {@link NotKnownYet} finds out by asking again.
 */
@Startup
@Singleton
final class Placing {

    private static final Logger LOG = Logger.getLogger(Placing.class);
    /** Batches of a step under way at once: two would be smaller ones, and wait for each other. */
    private static final int BATCHES_AT_ONCE = 1;
    /** Who tries again waits so long first; the shorter, the fewer hold seats twice for a moment. */
    private static final Duration FIRST_TIME = Duration.ofSeconds(1);

    private final Database database;
    private final Outbox outbox;
    private final Clock clock;
    private final ReservationConfig config;
    private final UnknownStores unknownStores;
    private final UnpaidWatch unpaid;
    private final Rush rush;
    private final Batcher<UUID, Optional<Reservation>> lookups;
    private final HoldTaker holds;
    private final GroupCommit<NewReservation, Boolean> stores;
    private final Map<UUID, Attempt> underWay = new ConcurrentHashMap<>();

    Placing(
            @Identifier(ReservationDatabase.NAME) Database database,
            @Identifier(ReservationDatabase.NAME) Outbox outbox,
            SeatHolds seats,
            UnknownStores unknownStores,
            UnpaidWatch unpaid,
            Clock clock,
            ReservationConfig config,
            Rush rush,
            MeterRegistry metrics) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
        this.config = config;
        this.unknownStores = unknownStores;
        this.unpaid = unpaid;
        this.rush = rush;
        this.lookups = new Batcher<>("reservation-lookup", config.placing().limits(BATCHES_AT_ONCE), this::lookUpAll);
        this.holds = new HoldTaker(seats, config, BATCHES_AT_ONCE, metrics);
        this.stores = new GroupCommit<>(
                "reservation-store", database, config.placing().limits(BATCHES_AT_ONCE), this::storeAll);
    }

    /** A reservation to be stored, and why. */
    private record NewReservation(
            Reserved reservation,
            @Nullable Instant payAfter,
            @Nullable UUID customerId,
            Cause cause) {}

    /** Places the reservation; never fails. */
    CompletableFuture<PlaceResult> place(PlaceRequest request) {
        CompletableFuture<PlaceResult> result = request.bodyHash() == null ? takeAndStore(request) : placeOnce(request);
        return rush.waitsFor(result.exceptionally(failure -> unavailable(request, failure)), "place");
    }

    void stop(@Observes @Priority(Stopping.STEPS) ShutdownEvent event) {
        lookups.close();
        holds.close();
        stores.close();
    }

    /** An attempt under way with a key, and the body that it came with. */
    private record Attempt(@Nullable UUID bodyHash, CompletableFuture<PlaceResult> result) {}

    /**
     * Of attempts with the same key at once the first goes ahead; the others get what it gets, if they ask for the
     * same.
     */
    private CompletableFuture<PlaceResult> placeOnce(PlaceRequest request) {
        Attempt mine = new Attempt(request.bodyHash(), new CompletableFuture<>());
        Attempt first = underWay.putIfAbsent(request.reservationId(), mine);
        if (first != null) {
            return Objects.equals(first.bodyHash(), request.bodyHash())
                    ? first.result().thenApply(Placing::asFound)
                    : done(new KeyConflict());
        }
        var _ = findOrPlace(request)
                .exceptionally(failure -> unavailable(request, failure))
                .thenAccept(result -> {
                    underWay.remove(request.reservationId(), mine);
                    mine.result().complete(result);
                });
        return mine.result();
    }

    private static PlaceResult asFound(PlaceResult ofFirst) {
        return ofFirst instanceof Placed(Reservation reservation) ? new Found(reservation) : ofFirst;
    }

    /**
     * A key that was made just now comes for the first time, or else its reservation is in the way when this one is to
     * be stored, and answers both: only then is it looked for. An older key may well come again.
     */
    private CompletableFuture<PlaceResult> findOrPlace(PlaceRequest request) {
        if (IdempotencyKey.isMadeWithin(FIRST_TIME, request.reservationId(), clock.instant())) {
            return takeAndStore(request);
        }
        return stored(request).thenCompose(found -> found.map(Placing::done).orElseGet(() -> takeAndStore(request)));
    }

    private CompletableFuture<PlaceResult> takeAndStore(PlaceRequest request) {
        if (unpaid.sales() == Sales.PAUSED) {
            return refused(request, new SalesPaused(unpaid.pausedFor()));
        }
        if (holds.turnsAway() || stores.turnsAway()) {
            // Before anything is done for them. A key may have come before, and its answer have been lost.
            return done(
                    request.bodyHash() == null
                            ? new Unavailable(NotPerformed.Reason.OVERLOADED.name())
                            : new NotKnownYet());
        }
        return holds.take(request.musicalId(), request.seats(), request.cause())
                .thenCompose(take -> switch (take.answer()) {
                    case TakeAnswer.Taken taken -> store(request, take.hold(), taken);
                    case TakeAnswer.NotTaken(String why) -> done(new Unavailable(why));
                    case TakeAnswer.InsufficientSeats _
                    when take.isSecond() ->
                        refused(request, new Unavailable("too few seats, and some may be coming back"));
                    case TakeAnswer why -> refused(request, new Refused(why));
                });
    }

    /**
     * Another attempt with this key, in another process, may have got what this one is refused: its reservation, if it
     * is stored by now, is the answer to both.
     */
    private CompletableFuture<PlaceResult> refused(PlaceRequest request, PlaceResult refusal) {
        return request.bodyHash() == null ? done(refusal) : stored(request).thenApply(twin -> twin.orElse(refusal));
    }

    /** What is stored under the request's key answers it, if there is anything. */
    private CompletableFuture<Optional<PlaceResult>> stored(PlaceRequest request) {
        return lookups.submit(request.reservationId(), config.placing().queueTimeout())
                .thenApply(stored -> stored.map(found -> sameOrConflict(request, found)));
    }

    private CompletableFuture<PlaceResult> store(PlaceRequest request, TakeSeats hold, TakeAnswer.Taken taken) {
        NewReservation placed = newReservation(request, hold, taken);
        Reserved reservation = placed.reservation();
        return stores.submit(placed, config.placing().queueTimeout())
                .handle((stored, failure) -> storeOutcome(request, stored, failure))
                .thenCompose(outcome -> switch (outcome) {
                    case STORED -> done(new Placed(reservation));
                    case KEY_TAKEN -> lost(request, hold);
                    case NOT_STORED -> {
                        holds.giveBack(List.of(hold));
                        yield done(new Unavailable("the reservation could not be stored"));
                    }
                    case UNKNOWN ->
                        unknownStores.settle(reservation, hold, request.bodyHash() != null, holds::giveBack);
                });
    }

    private enum StoreOutcome {
        STORED,
        /** Its id or its hold stands in the table already. */
        KEY_TAKEN,
        NOT_STORED,
        UNKNOWN
    }

    private static StoreOutcome storeOutcome(
            PlaceRequest request, @Nullable Boolean stored, @Nullable Throwable failure) {
        if (failure == null) {
            return Boolean.TRUE.equals(stored) ? StoreOutcome.STORED : StoreOutcome.KEY_TAKEN;
        }
        try (var _ = Following.of(request.cause())) {
            LOG.debugf(failure, "reservation %s could not be stored", request.reservationId());
        }
        // Only these two promise that nothing was written.
        boolean forCertain = failure instanceof NotPerformed || failure instanceof NothingWritten;
        return forCertain ? StoreOutcome.NOT_STORED : StoreOutcome.UNKNOWN;
    }

    /**
     * Another attempt with this key was first (in another process), or musical has asked about this hold and it is
     * abandoned. The one who lost gives its seats back.
     */
    private CompletableFuture<PlaceResult> lost(PlaceRequest request, TakeSeats hold) {
        holds.giveBack(List.of(hold));
        return stored(request)
                .thenApply(winner -> winner.orElseGet(() -> new Unavailable("the hold was given up meanwhile")));
    }

    /** While payment is in trouble it is to be paid a little later; what costs nothing is not. */
    private NewReservation newReservation(PlaceRequest request, TakeSeats hold, TakeAnswer.Taken taken) {
        Instant now = clock.instant();
        Booking booking = new Booking(
                request.reservationId(),
                hold.holdId(),
                request.musicalId(),
                request.seats(),
                taken.unitPrice() * request.seats(),
                request.customer(),
                request.paymentMethod(),
                request.bodyHash(),
                now,
                request.cause().correlationId(),
                request.cause().traceparent());
        if (unpaid.sales() == Sales.OPEN || booking.amount() == 0) {
            Reserved reserved = Reservation.place(booking, now.plus(config.payWithin()));
            return new NewReservation(reserved, null, request.customerId(), request.cause());
        }
        Instant payAfter = now.plus(unpaid.payLaterIn());
        Reserved reserved = Reservation.placeToPayLater(booking, payAfter.plus(config.payWithin()));
        return new NewReservation(reserved, payAfter, request.customerId(), request.cause());
    }

    private List<Boolean> storeAll(Transaction transaction, List<NewReservation> batch) throws SQLException {
        Set<UUID> stored = ReservationStore.insert(
                transaction.connection(),
                batch.stream().map(NewReservation::reservation).toList());
        List<Envelope> told = new ArrayList<>(batch.size());
        List<Boolean> answers = new ArrayList<>(batch.size());
        for (NewReservation one : batch) {
            Reserved reservation = one.reservation();
            boolean isStored = stored.contains(reservation.booking().holdId());
            answers.add(isStored);
            if (isStored) {
                told.add(one.cause()
                        .leadsTo(
                                BookingSaga.placed(reservation, one.payAfter(), one.customerId()),
                                reservation.revision(),
                                reservation.booking().reservedAt()));
            }
        }
        outbox.append(transaction, told);
        return answers;
    }

    private void lookUpAll(List<Pending<UUID, Optional<Reservation>>> batch) {
        List<UUID> ids = batch.stream().map(Pending::request).distinct().toList();
        Map<UUID, Reservation> found = new HashMap<>();
        database.read(connection -> ReservationStore.find(connection, ids))
                .forEach(reservation -> found.put(reservation.booking().reservationId(), reservation));
        batch.forEach(pending -> pending.answer(Optional.ofNullable(found.get(pending.request()))));
    }

    private static PlaceResult sameOrConflict(PlaceRequest request, Reservation reservation) {
        return Objects.equals(request.bodyHash(), reservation.booking().bodyHash())
                ? new Found(reservation)
                : new KeyConflict();
    }

    private static PlaceResult unavailable(PlaceRequest request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof NotPerformed refusal) {
            return new Unavailable(refusal.reason().name());
        }
        if (!(cause instanceof NothingWritten away && away.isTransient())) {
            try (var _ = Following.of(request.cause())) {
                LOG.error("a reservation could not be placed, and not because a part of the system is away", cause);
            }
        }
        return new Unavailable("a part of the system is away");
    }

    private static CompletableFuture<PlaceResult> done(PlaceResult result) {
        return CompletableFuture.completedFuture(result);
    }
}
