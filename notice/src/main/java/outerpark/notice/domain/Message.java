package outerpark.notice.domain;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.NoticeKind;

/** What a customer is told about an event: the kind of message and its words. */
public record Message(NoticeKind kind, String text) {

    /** Empty for events that are no news to the customer. */
    public static Optional<Message> about(Event.OfReservation event, Language language) {
        return switch (event) {
            case Event.PaymentApproved e ->
                told(NoticeKind.PAYMENT_APPROVED, language, "approved", e, e.amount(), null);
            case Event.PaymentDeferred e ->
                told(NoticeKind.PAYMENT_DEFERRED, language, "deferred", e, e.amount(), e.retryAt());
            case Event.PaymentDeclined e ->
                told(NoticeKind.PAYMENT_DECLINED, language, "declined." + e.reason(), e, e.amount(), null);
            case Event.PaymentCancelled e ->
                told(NoticeKind.PAYMENT_CANCELLED, language, "cancelled", e, e.refunded(), null);
            case Event.TokenRequested e ->
                Optional.of(new Message(NoticeKind.RESERVATION_TOKEN, language.say("token", e.reservationId())));
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

    /** What is said of nothing differs from what is said of money. */
    private static Optional<Message> told(
            NoticeKind kind,
            Language language,
            String key,
            Event.OfReservation event,
            long amount,
            @Nullable Instant at) {
        String text = language.say(
                amount == 0 ? key + ".free" : key,
                event.reservationId(),
                won(amount, language),
                at == null ? "" : time(at, language));
        return Optional.of(new Message(kind, text));
    }

    private static String won(long amount, Language language) {
        return language.say("money", String.format(Locale.ROOT, "%,d", amount));
    }

    private static String time(Instant at, Language language) {
        return DateTimeFormatter.ofPattern(language.say("time.pattern"), Locale.ROOT)
                .withZone(ZoneId.of(language.say("time.zone")))
                .format(at);
    }
}
