package outerpark.reservation.domain;

import java.time.Instant;
import outerpark.contracts.events.Event.CancelReason;

/**
 * A reservation: reserved, then confirmed (paid) or cancelled; a confirmed one can still be cancelled, a cancelled one
 * stays so. Its {@code revision} counts its changes, from 1.
 */
public sealed interface Reservation {

    Booking booking();

    PaymentStatus payment();

    /** When payment is asked to decide, if nothing is decided by then. */
    Instant payBy();

    long revision();

    /** Its seats are taken; it is not paid. {@code dueAsked}: payment has been asked to decide. */
    record Reserved(Booking booking, PaymentStatus payment, Instant payBy, boolean dueAsked, long revision)
            implements Reservation {}

    /** It is paid. */
    record Confirmed(Booking booking, Instant payBy, long revision) implements Reservation {
        @Override
        public PaymentStatus payment() {
            return PaymentStatus.APPROVED;
        }
    }

    /** Its seats and its payment are given back: final. */
    record Cancelled(Booking booking, PaymentStatus payment, Instant payBy, CancelReason reason, long revision)
            implements Reservation {}

    /** A new reservation, whose payment is pending. */
    static Reserved place(Booking booking, Instant payBy) {
        return new Reserved(booking, PaymentStatus.PENDING, payBy, false, 1);
    }

    /** A new reservation that is made while payment is in trouble, and whose customer is told to pay a little later. */
    static Reserved placeToPayLater(Booking booking, Instant payBy) {
        return new Reserved(booking, PaymentStatus.DEFERRED, payBy, false, 1);
    }
}
