package outerpark.contracts.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened in one service and that others may act on. The simple class name is the event's type on
 * the wire, so a class is never renamed. Money is in KRW. No event carries personal data: the reservation service alone
 * owns it.
 */
public sealed interface Event {

    /** What the event is about: the reservation's id, or the musical's for events about shows. Orders and routes it. */
    String subject();

    /** An event of the booking saga, about one reservation. */
    sealed interface OfReservation extends Event {
        UUID reservationId();

        @Override
        default String subject() {
            return reservationId().toString();
        }
    }

    /** An event about one show. */
    sealed interface OfMusical extends Event {
        long musicalId();

        @Override
        default String subject() {
            return Long.toString(musicalId());
        }
    }

    /** A show can be reserved from now on. */
    record MusicalRegistered(long musicalId, String name, long price, int seatCapacity) implements OfMusical {}

    /** The manager changed something about a show; the values are those after the change. */
    record MusicalChanged(long musicalId, String name, long price, int seatCapacity) implements OfMusical {}

    /**
     * Seats are durably taken and the reservation is stored: the saga begins.
     *
     * @param payAfter about when it can be paid, if it was placed while payment was in trouble
     * @param customerId who made it, if they were signed in: a hash that tells nobody who they are
     */
    record ReservationPlaced(
            UUID reservationId,
            UUID holdId,
            long musicalId,
            int seats,
            long amount,
            Instant payBy,
            @Nullable Instant payAfter,
            @Nullable String paymentMethod,
            @Nullable UUID customerId)
            implements OfReservation {}

    /** The reservation is paid. */
    record ReservationConfirmed(UUID reservationId) implements OfReservation {}

    /** The reservation is cancelled: its seats and its payment are to be given back. */
    record ReservationCancelled(
            UUID reservationId, UUID holdId, long musicalId, int seats, long amount, CancelReason reason)
            implements OfReservation {}

    /** The time to pay has run out: payment is asked to decide, once. */
    record PaymentDue(UUID reservationId) implements OfReservation {}

    /** Somebody who gave the reservation's e-mail address asked for its token again. */
    record TokenRequested(UUID reservationId) implements OfReservation {}

    /** The provider took the money. */
    record PaymentApproved(UUID reservationId, UUID paymentId, long amount) implements OfReservation {}

    /** The provider waits for the customer to pay by its checkout. */
    record PaymentAwaitsCustomer(UUID reservationId, UUID paymentId, long amount) implements OfReservation {}

    /** The provider is in trouble: the payment is tried again by itself at {@code retryAt}. */
    record PaymentDeferred(UUID reservationId, UUID paymentId, long amount, Instant retryAt) implements OfReservation {}

    /** There will be no payment: final. */
    record PaymentDeclined(UUID reservationId, UUID paymentId, long amount, DeclineReason reason)
            implements OfReservation {}

    /** What had been taken is refunded ({@code refunded} KRW; 0 if nothing had been taken); no charge can follow. */
    record PaymentCancelled(UUID reservationId, UUID paymentId, long refunded) implements OfReservation {}

    /** A refund did not go through; it is being retried. */
    record RefundFailed(UUID reservationId, UUID paymentId, long amount) implements OfReservation {}

    /** A cancelled reservation's seats can be reserved again. */
    record SeatsReleased(UUID reservationId, long musicalId, int seats) implements OfReservation {}

    /** The customer was told. */
    record NoticeSent(UUID reservationId, UUID noticeId, NoticeKind kind, String channel) implements OfReservation {}

    /** Why a reservation was cancelled. */
    enum CancelReason {
        CUSTOMER,
        PAYMENT_DECLINED,
        UNPAID
    }

    /** Why there will be no payment. */
    enum DeclineReason {
        /** The provider refused it. */
        REFUSED,
        /** The customer did not pay in time. */
        UNPAID
    }

    /** What a notice is about. */
    enum NoticeKind {
        PAYMENT_APPROVED,
        PAYMENT_CANCELLED,
        PAYMENT_DEFERRED,
        PAYMENT_DECLINED,
        RESERVATION_TOKEN
    }
}
