package outerpark.notice.domain;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.NoticeKind;

/** What a customer is told about an event: the kind of message and its words. */
record Message(NoticeKind kind, String text) {

    private static final DateTimeFormatter UTC_SECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Empty for events that are no news to the customer. */
    static Optional<Message> about(Event.OfReservation event) {
        return switch (event) {
            case Event.PaymentApproved approved ->
                Optional.of(new Message(NoticeKind.PAYMENT_APPROVED, textOf(approved)));
            case Event.PaymentDeferred deferred ->
                Optional.of(new Message(NoticeKind.PAYMENT_DEFERRED, textOf(deferred)));
            case Event.PaymentDeclined declined ->
                Optional.of(new Message(NoticeKind.PAYMENT_DECLINED, textOf(declined)));
            case Event.PaymentCancelled cancelled ->
                Optional.of(new Message(NoticeKind.PAYMENT_CANCELLED, textOf(cancelled)));
            case Event.PaymentAwaitsCustomer _,
                    Event.PaymentDue _,
                    Event.RefundFailed _,
                    Event.ReservationPlaced _,
                    Event.ReservationConfirmed _,
                    Event.ReservationCancelled _,
                    Event.SeatsReleased _,
                    Event.NoticeSent _ -> Optional.empty();
        };
    }

    private static String textOf(Event.PaymentApproved approved) {
        return approved.amount() == 0
                ? "Reservation %s is free of charge: there is nothing to pay.".formatted(approved.reservationId())
                : "Your payment%s for reservation %s is approved. Thank you."
                        .formatted(of(approved.amount()), approved.reservationId());
    }

    private static String textOf(Event.PaymentDeferred deferred) {
        return ("Your payment%s for reservation %s cannot be taken at the moment; your seats are kept."
                        + " Please pay a little later, or wait: we try again by ourselves after %s.")
                .formatted(of(deferred.amount()), deferred.reservationId(), UTC_SECONDS.format(deferred.retryAt()));
    }

    private static String textOf(Event.PaymentDeclined declined) {
        return switch (declined.reason()) {
            case REFUSED ->
                "Your payment%s for reservation %s was refused, so the reservation is cancelled."
                        .formatted(of(declined.amount()), declined.reservationId());
            case UNPAID ->
                "Your payment%s for reservation %s did not arrive in time, so the reservation is cancelled."
                        .formatted(of(declined.amount()), declined.reservationId());
        };
    }

    private static String textOf(Event.PaymentCancelled cancelled) {
        return cancelled.refunded() == 0
                ? "The payment for reservation %s is cancelled. You were not charged, so there is nothing to refund."
                        .formatted(cancelled.reservationId())
                : "The payment for reservation %s is cancelled and %s are refunded."
                        .formatted(cancelled.reservationId(), won(cancelled.refunded()));
    }

    /** " of 50,000 KRW"; nothing at all for nothing. */
    private static String of(long amount) {
        return amount == 0 ? "" : " of " + won(amount);
    }

    private static String won(long amount) {
        return String.format(Locale.ROOT, "%,d KRW", amount);
    }
}
