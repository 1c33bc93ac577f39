package outerpark.reservation;

import jakarta.inject.Singleton;
import outerpark.common.identity.ReservationTokens;
import outerpark.reservation.domain.PaymentStatus;
import outerpark.reservation.domain.Reservation;

/** Makes the views of reservations, with what is not of the reservation itself. */
@Singleton
final class ReservationViews {

    private final ReservationTokens tokens;
    private final UnpaidWatch unpaid;

    ReservationViews(ReservationTokens tokens, UnpaidWatch unpaid) {
        this.tokens = tokens;
        this.unpaid = unpaid;
    }

    ReservationView of(Reservation reservation) {
        return ReservationView.of(reservation, payment(reservation), null);
    }

    /** As it is answered to who has placed it. */
    ReservationView withToken(Reservation reservation) {
        return ReservationView.of(
                reservation,
                payment(reservation),
                tokens.tokenOf(reservation.booking().reservationId()));
    }

    private ReservationView.Payment payment(Reservation reservation) {
        boolean later = reservation instanceof Reservation.Reserved && reservation.payment() == PaymentStatus.DEFERRED;
        return new ReservationView.Payment(
                reservation.payment(), later ? unpaid.payLaterIn().toSeconds() : null);
    }
}
