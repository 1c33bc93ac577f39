package outerpark.reservation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.reservation.domain.Booking;
import outerpark.reservation.domain.Customer;
import outerpark.reservation.domain.PaymentStatus;
import outerpark.reservation.domain.Reservation;

/**
 * A reservation as the public contract has it.
 *
 * @param amount in KRW
 * @param status RESERVED, CONFIRMED or CANCELLED
 * @param reason of a cancellation: CUSTOMER, PAYMENT_DECLINED or UNPAID
 * @param payBy when payment is asked to decide, if nothing is decided by then
 * @param payment as far as the reservation has heard of it; {@code GET /payments} tells more
 * @param reservationToken opens this reservation later; only in the answer to its placing
 */
public record ReservationView(
        UUID reservationId,
        long musicalId,
        int seats,
        long amount,
        String status,
        @Nullable String reason,
        Instant reservedAt,
        Instant payBy,
        Payment payment,
        @Nullable Contact customer,
        @Nullable String reservationToken) {

    /** {@code retryAfterSeconds}: about when it is worth trying to pay, if that is a little later. */
    public record Payment(PaymentStatus status, @Nullable Long retryAfterSeconds) {}

    public record Contact(
            @Nullable String name,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String language) {}

    static ReservationView of(Reservation reservation, Payment payment, @Nullable String token) {
        Booking booking = reservation.booking();
        return new ReservationView(
                booking.reservationId(),
                booking.musicalId(),
                booking.seats(),
                booking.amount(),
                ReservationStore.statusOf(reservation),
                ReservationStore.reasonOf(reservation),
                booking.reservedAt(),
                reservation.payBy(),
                payment,
                contact(booking.customer()),
                token);
    }

    private static @Nullable Contact contact(Customer customer) {
        return customer.equals(Customer.UNKNOWN)
                ? null
                : new Contact(customer.name(), customer.email(), customer.phone(), customer.language());
    }
}
