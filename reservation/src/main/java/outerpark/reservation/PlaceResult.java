package outerpark.reservation;

import java.time.Duration;
import outerpark.contracts.calls.SeatHolds.TakeAnswer;
import outerpark.reservation.domain.Reservation;

/** What becomes of a request for seats. */
sealed interface PlaceResult {

    /** The seats are durably taken and the reservation is stored. */
    record Placed(Reservation reservation) implements PlaceResult {}

    /** The same request was served before, or by another attempt: this is its reservation. */
    record Found(Reservation reservation) implements PlaceResult {}

    /** The idempotency key was used with another body. */
    record KeyConflict() implements PlaceResult {}

    /** Musical refused; nothing was taken. */
    record Refused(TakeAnswer why) implements PlaceResult {}

    /** It is not known yet whether the reservation is stored; asking again with the same key will tell. */
    record NotKnownYet() implements PlaceResult {}

    /** Nothing was taken: too many reservations wait to be paid. */
    record SalesPaused(Duration retryAfter) implements PlaceResult {}

    /** Nothing was taken, or what was taken is given back. */
    record Unavailable(String why) implements PlaceResult {}
}
