package outerpark.customercenter.domain;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.OfReservation;
import outerpark.contracts.events.Event.ReservationPlaced;
import outerpark.contracts.events.EventJson;

/**
 * Everything that has happened to one reservation. It follows from the set of its events alone: neither the order they
 * arrive in nor one that comes twice makes a difference.
 *
 * @param musicalName left out as long as musical has not been heard of
 * @param amount of all seats together, in KRW
 * @param updatedAt when the latest event occurred
 * @param history every event once; an effect never stands before its cause
 */
public record Story(
        UUID reservationId,
        long musicalId,
        @Nullable String musicalName,
        int seats,
        long amount,
        Status status,
        PaymentStatus paymentStatus,
        Instant updatedAt,
        List<Step> history) {

    /**
     * One thing that happened.
     *
     * @param what the event's type
     * @param detail the same as a sentence
     * @param correlationId of the request that led to it; left out if it was told before stories kept it
     * @param traceparent W3C trace context of that request, if it sent one
     */
    public record Step(
            Instant at,
            String what,
            String detail,
            @Nullable String correlationId,
            @Nullable String traceparent) {}

    /** Where one of the services stands with the reservation; each kind of standing is told by one service alone. */
    public sealed interface Standing {}

    /** Where reservation stands. */
    public enum Status implements Standing {
        RESERVED,
        CONFIRMED,
        CANCELLED
    }

    /** Where payment stands. */
    public enum PaymentStatus implements Standing {
        PENDING,
        AWAITING_CUSTOMER,
        DEFERRED,
        APPROVED,
        DECLINED,
        CANCELLED,
        REFUND_FAILED
    }

    /**
     * The story of one reservation, by its events. Empty as long as {@link ReservationPlaced} is missing: an effect may
     * arrive before its cause, and a story begins at its beginning.
     */
    public static Optional<Story> of(Collection<Told> events, @Nullable String musicalName) {
        List<Told> history = History.inOrder(events);
        return history.stream()
                .map(Told::data)
                .filter(ReservationPlaced.class::isInstance)
                .map(ReservationPlaced.class::cast)
                .findFirst()
                .map(placed -> new Story(
                        placed.reservationId(),
                        placed.musicalId(),
                        musicalName,
                        placed.seats(),
                        placed.amount(),
                        newest(history, Status.class, Status.RESERVED),
                        newest(history, PaymentStatus.class, paymentAtFirst(placed)),
                        latest(history),
                        history.stream().map(Story::step).toList()));
    }

    private static PaymentStatus paymentAtFirst(ReservationPlaced placed) {
        return placed.payAfter() == null ? PaymentStatus.PENDING : PaymentStatus.DEFERRED;
    }

    /** By the highest revision, which is the newest of its source; should two be equal, by the later in the history. */
    private static <S extends Standing> S newest(List<Told> history, Class<S> kind, S atFirst) {
        S newest = atFirst;
        long revision = 0;
        for (Told told : history) {
            Standing standing = standingAfter(told.data());
            if (standing != null && kind.isInstance(standing) && told.revision() >= revision) {
                newest = kind.cast(standing);
                revision = told.revision();
            }
        }
        return newest;
    }

    /** Where the event's source stands with it; null if that source is neither reservation nor payment. */
    private static @Nullable Standing standingAfter(OfReservation event) {
        return switch (event) {
            case Event.ReservationPlaced _, Event.PaymentDue _ -> Status.RESERVED;
            case Event.ReservationConfirmed _ -> Status.CONFIRMED;
            case Event.ReservationCancelled _ -> Status.CANCELLED;
            case Event.PaymentAwaitsCustomer _ -> PaymentStatus.AWAITING_CUSTOMER;
            case Event.PaymentDeferred _ -> PaymentStatus.DEFERRED;
            case Event.PaymentApproved _ -> PaymentStatus.APPROVED;
            case Event.PaymentDeclined _ -> PaymentStatus.DECLINED;
            case Event.PaymentCancelled _ -> PaymentStatus.CANCELLED;
            case Event.RefundFailed _ -> PaymentStatus.REFUND_FAILED;
            case Event.TokenRequested _, Event.SeatsReleased _, Event.NoticeSent _ -> null;
        };
    }

    private static Instant latest(List<Told> history) {
        return history.stream().map(Told::occurredAt).max(Instant::compareTo).orElseThrow();
    }

    static Step step(Told told) {
        return new Step(
                told.occurredAt(),
                EventJson.typeOf(told.data()),
                Sentence.about(told.data()),
                told.correlationId(),
                told.traceparent());
    }
}
