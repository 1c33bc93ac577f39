package outerpark.reservation.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.CancelReason;
import outerpark.contracts.events.Event.DeclineReason;
import outerpark.contracts.events.Event.PaymentDue;
import outerpark.contracts.events.Event.ReservationCancelled;
import outerpark.contracts.events.Event.ReservationConfirmed;
import outerpark.contracts.events.Event.ReservationPlaced;
import outerpark.reservation.domain.Reservation.Cancelled;
import outerpark.reservation.domain.Reservation.Confirmed;
import outerpark.reservation.domain.Reservation.Reserved;

/**
 * The booking saga, as the reservation lives through it. What each trigger does in each state:
 *
 * <pre>
 *                        Reserved                  Confirmed         Cancelled
 * CustomerCancels        Cancelled(CUSTOMER)       Cancelled(CUST.)  -
 * PaymentApproved        Confirmed                 -                 -
 * PaymentDeclined        Cancelled(DECLINED or     -                 noted
 *                                  UNPAID)
 * PaymentAwaitsCustomer  noted                     -                 -
 * PaymentDeferred        noted, payBy moves        -                 -
 * PaymentCancelled       -                         -                 noted
 * PayByReached           asks payment, once        -                 -
 * </pre>
 *
 * A trigger may come twice, late, or out of order: where the table has a dash, it changes nothing. In particular an
 * approval that comes after the cancellation changes nothing here: payment, told of the cancellation, refunds it.
 */
public final class BookingSaga {

    private BookingSaga() {}

    /** What moves a reservation. */
    public sealed interface Trigger {
        record CustomerCancels() implements Trigger {}

        record PaymentApproved() implements Trigger {}

        record PaymentDeclined(DeclineReason reason) implements Trigger {}

        record PaymentAwaitsCustomer() implements Trigger {}

        /** {@code retryAt}: when payment tries again by itself. */
        record PaymentDeferred(Instant retryAt) implements Trigger {}

        record PaymentCancelled() implements Trigger {}

        record PayByReached() implements Trigger {}
    }

    /** The reservation after a trigger, and what is told about it; equal to the one before if nothing changes. */
    public record Step(Reservation next, Optional<Event> told) {

        static Step to(Reservation next, Event told) {
            return new Step(next, Optional.of(told));
        }

        static Step quietlyTo(Reservation next) {
            return new Step(next, Optional.empty());
        }
    }

    /**
     * What is told of a reservation when it is placed.
     *
     * @param payAfter see {@link ReservationPlaced}
     * @param customerId who made it, if they were signed in
     */
    public static ReservationPlaced placed(
            Reserved reservation, @Nullable Instant payAfter, @Nullable UUID customerId) {
        Booking b = reservation.booking();
        return new ReservationPlaced(
                b.reservationId(),
                b.holdId(),
                b.musicalId(),
                b.seats(),
                b.amount(),
                reservation.payBy(),
                payAfter,
                b.paymentMethod(),
                customerId);
    }

    /**
     * What the trigger does to the reservation.
     *
     * @param payWithin how long a customer has to pay, counted anew from a deferred payment's next try
     */
    public static Step decide(Reservation current, Trigger trigger, Duration payWithin) {
        return switch (current) {
            case Reserved reserved -> decideReserved(reserved, trigger, payWithin);
            case Confirmed confirmed ->
                trigger instanceof Trigger.CustomerCancels
                        ? cancel(confirmed, PaymentStatus.APPROVED, CancelReason.CUSTOMER)
                        : Step.quietlyTo(confirmed);
            case Cancelled cancelled -> Step.quietlyTo(note(cancelled, trigger));
        };
    }

    private static Step decideReserved(Reserved current, Trigger trigger, Duration payWithin) {
        Booking booking = current.booking();
        long next = current.revision() + 1;
        return switch (trigger) {
            case Trigger.CustomerCancels t -> cancel(current, current.payment(), CancelReason.CUSTOMER);
            case Trigger.PaymentApproved t ->
                Step.to(
                        new Confirmed(booking, current.payBy(), next),
                        new ReservationConfirmed(booking.reservationId()));
            case Trigger.PaymentDeclined(DeclineReason reason) ->
                cancel(
                        current,
                        PaymentStatus.DECLINED,
                        reason == DeclineReason.UNPAID ? CancelReason.UNPAID : CancelReason.PAYMENT_DECLINED);
            case Trigger.PaymentAwaitsCustomer t ->
                Step.quietlyTo(noted(current, PaymentStatus.AWAITING_CUSTOMER, current.payBy()));
            case Trigger.PaymentDeferred(Instant retryAt) ->
                Step.quietlyTo(noted(current, PaymentStatus.DEFERRED, later(current.payBy(), retryAt.plus(payWithin))));
            case Trigger.PayByReached t ->
                current.dueAsked()
                        ? Step.quietlyTo(current)
                        : Step.to(
                                new Reserved(booking, current.payment(), current.payBy(), true, next),
                                new PaymentDue(booking.reservationId()));
            case Trigger.PaymentCancelled t -> Step.quietlyTo(current);
        };
    }

    private static Step cancel(Reservation current, PaymentStatus payment, CancelReason reason) {
        Booking b = current.booking();
        return Step.to(
                new Cancelled(b, payment, current.payBy(), reason, current.revision() + 1),
                new ReservationCancelled(b.reservationId(), b.holdId(), b.musicalId(), b.seats(), b.amount(), reason));
    }

    /** The reservation with that noted; the same if that is nothing new. */
    private static Reserved noted(Reserved current, PaymentStatus payment, Instant payBy) {
        return payment == current.payment() && payBy.equals(current.payBy())
                ? current
                : new Reserved(current.booking(), payment, payBy, current.dueAsked(), current.revision() + 1);
    }

    /** How the payment of a cancelled reservation ended, which is all that can still happen to it. */
    private static Cancelled note(Cancelled current, Trigger trigger) {
        if (current.payment() == PaymentStatus.DECLINED || current.payment() == PaymentStatus.CANCELLED) {
            return current;
        }
        PaymentStatus end = switch (trigger) {
            case Trigger.PaymentDeclined t -> PaymentStatus.DECLINED;
            case Trigger.PaymentCancelled t -> PaymentStatus.CANCELLED;
            default -> current.payment();
        };
        return end == current.payment()
                ? current
                : new Cancelled(current.booking(), end, current.payBy(), current.reason(), current.revision() + 1);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
