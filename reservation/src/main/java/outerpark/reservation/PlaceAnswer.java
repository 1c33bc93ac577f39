package outerpark.reservation;

import java.time.Duration;
import org.jboss.logging.Logger;
import outerpark.common.Following;
import outerpark.contracts.calls.SeatHolds.TakeAnswer;
import outerpark.http.Problem;
import outerpark.http.ProblemCode;
import outerpark.reservation.domain.Reservation;

/**
 * What a request for seats is answered, if they are reserved.
 *
 * @param isNew whether this request reserved them; else one before it with the same key did
 */
record PlaceAnswer(boolean isNew, ReservationView reservation) {

    private static final Logger LOG = Logger.getLogger(PlaceAnswer.class);

    /** @throws Problem if they are not reserved, or nobody knows */
    static PlaceAnswer of(PlaceRequest request, PlaceResult result, ReservationViews views) {
        return switch (result) {
            case PlaceResult.Placed(Reservation reservation) -> new PlaceAnswer(true, views.withToken(reservation));
            case PlaceResult.Found(Reservation reservation) -> new PlaceAnswer(false, views.withToken(reservation));
            case PlaceResult.KeyConflict conflict ->
                throw ProblemCode.IDEMPOTENCY_CONFLICT
                        .problem("this Idempotency-Key was used for a different request; nothing was taken")
                        .build();
            case PlaceResult.Refused(TakeAnswer why) -> throw refusal(request, why);
            case PlaceResult.NotKnownYet unknown ->
                throw Problem.temporarilyUnavailable(
                        "it is not known yet whether the reservation is made; ask again with the same Idempotency-Key");
            case PlaceResult.SalesPaused(Duration retryAfter) ->
                throw Problem.temporarilyUnavailable(
                        "too many reservations wait to be paid, so none is taken for the moment; come again a little"
                                + " later",
                        retryAfter);
            case PlaceResult.Unavailable(String why) -> {
                try (var _ = Following.of(request.cause())) {
                    LOG.debugf("sent away: %s", why);
                }
                throw Problem.temporarilyUnavailable(
                        "reservations cannot be taken for the moment; nothing was taken, try again");
            }
        };
    }

    int status() {
        return isNew ? 201 : 200;
    }

    /** Where the reservation is read later. */
    String location() {
        return "/reservations/" + reservation.reservationId();
    }

    private static Problem refusal(PlaceRequest request, TakeAnswer why) {
        return switch (why) {
            case TakeAnswer.InsufficientSeats(int reservableSeat) ->
                ProblemCode.INSUFFICIENT_SEATS
                        .problem(request.seats() + " seats were asked for and " + reservableSeat + " are left")
                        .with("reservableSeat", reservableSeat)
                        .build();
            case TakeAnswer.TooManySeats(int max) ->
                ProblemCode.TOO_MANY_SEATS
                        .problem("one reservation of this musical may have " + max + " seats at most")
                        .with("maxSeatsPerReservation", max)
                        .build();
            case TakeAnswer.SalesClosed closed ->
                ProblemCode.SALES_CLOSED
                        .problem("musical " + request.musicalId() + " is not on sale")
                        .build();
            case TakeAnswer.NoSuchMusical none ->
                ProblemCode.NOT_FOUND
                        .problem("there is no musical " + request.musicalId())
                        .build();
            case TakeAnswer.AlreadyReleased released -> notTaken();
            case TakeAnswer.NotTaken nothing -> notTaken();
            case TakeAnswer.Taken taken -> throw new IllegalStateException("taken is not a refusal");
        };
    }

    private static Problem notTaken() {
        return Problem.temporarilyUnavailable("reservations cannot be taken for the moment; nothing was taken");
    }
}
