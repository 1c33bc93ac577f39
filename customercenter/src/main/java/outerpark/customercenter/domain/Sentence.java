package outerpark.customercenter.domain;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import outerpark.contracts.events.Event;

/** Puts an event into one short sentence for people. */
final class Sentence {

    private static final DateTimeFormatter UTC_SECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Sentence() {}

    static String about(Event.OfReservation event) {
        return switch (event) {
            case Event.ReservationPlaced placed -> placed(placed);
            case Event.ReservationConfirmed _ -> "The reservation is confirmed.";
            case Event.ReservationCancelled cancelled -> cancelled(cancelled.reason());
            case Event.TokenRequested _ -> "The reservation's token was asked for again, by e-mail.";
            case Event.PaymentDue _ -> "The time to pay has run out.";
            case Event.PaymentAwaitsCustomer awaits ->
                "The payment%s waits for the customer to complete the checkout.".formatted(of(awaits.amount()));
            case Event.PaymentDeferred deferred ->
                "The payment%s could not be taken; it is tried again after %s."
                        .formatted(of(deferred.amount()), time(deferred.retryAt()));
            case Event.PaymentApproved approved ->
                approved.amount() == 0
                        ? "There was nothing to pay."
                        : "The payment%s was approved.".formatted(of(approved.amount()));
            case Event.PaymentDeclined declined -> declined(declined);
            case Event.PaymentCancelled cancelled ->
                cancelled.refunded() == 0
                        ? "The payment was cancelled; there was nothing to refund."
                        : "The payment was cancelled; %s were refunded.".formatted(won(cancelled.refunded()));
            case Event.RefundFailed failed ->
                "The refund%s did not go through; it is tried again.".formatted(of(failed.amount()));
            case Event.SeatsReleased released -> "%s can be reserved again.".formatted(seats(released.seats()));
            case Event.NoticeSent sent ->
                "A message about %s was sent (%s).".formatted(topic(sent.kind()), sent.channel());
        };
    }

    private static String placed(Event.ReservationPlaced placed) {
        String reserved = placed.seats() == 1 ? "1 seat was reserved" : seats(placed.seats()) + " were reserved";
        if (placed.amount() == 0) {
            return reserved + ", free of charge.";
        }
        String due = "%s for %s, to be paid by %s.".formatted(reserved, won(placed.amount()), time(placed.payBy()));
        return placed.payAfter() == null
                ? due
                : due + " Payments take longer at the moment: please pay after %s.".formatted(time(placed.payAfter()));
    }

    private static String cancelled(Event.CancelReason reason) {
        return switch (reason) {
            case CUSTOMER -> "The reservation was cancelled on request.";
            case PAYMENT_DECLINED -> "The reservation was cancelled because its payment was declined.";
            case UNPAID -> "The reservation was cancelled because it was not paid in time.";
        };
    }

    private static String declined(Event.PaymentDeclined declined) {
        return switch (declined.reason()) {
            case REFUSED -> "The payment%s was refused.".formatted(of(declined.amount()));
            case UNPAID -> "The payment%s did not arrive in time.".formatted(of(declined.amount()));
        };
    }

    private static String topic(Event.NoticeKind kind) {
        return switch (kind) {
            case PAYMENT_APPROVED -> "the approved payment";
            case PAYMENT_CANCELLED -> "the cancelled payment";
            case PAYMENT_DEFERRED -> "the deferred payment";
            case PAYMENT_DECLINED -> "the declined payment";
            case RESERVATION_TOKEN -> "the reservation's token";
        };
    }

    private static String seats(int seats) {
        return seats == 1 ? "1 seat" : String.format(Locale.ROOT, "%,d seats", seats);
    }

    /** " of 50,000 KRW"; nothing at all for nothing. */
    private static String of(long amount) {
        return amount == 0 ? "" : " of " + won(amount);
    }

    private static String won(long amount) {
        return String.format(Locale.ROOT, "%,d KRW", amount);
    }

    private static String time(Instant instant) {
        return UTC_SECONDS.format(instant);
    }
}
