package outerpark.notice.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event.NoticeKind;
import outerpark.contracts.events.Event.NoticeSent;
import outerpark.contracts.events.Event.OfReservation;

/**
 * A message to the customer about one reservation.
 *
 * @param noticeId in the app, the id of the event it tells of, so that nothing is told twice
 */
public record Notice(UUID noticeId, UUID reservationId, NoticeKind kind, String text, Channel channel, Instant sentAt) {

    /** How a notice reaches the customer. */
    public enum Channel {
        /** The customer reads it in the product. */
        APP,
        /** It was sent to the customer's address. */
        EMAIL
    }

    /** The notice that tells of the event; empty if the customer is told nothing about such an event. */
    public static Optional<Notice> of(Envelope event, Language language, Instant sentAt) {
        if (!(event.data() instanceof OfReservation data)) {
            return Optional.empty();
        }
        return Message.about(data, language)
                .map(message -> new Notice(
                        event.eventId(), data.reservationId(), message.kind(), message.text(), Channel.APP, sentAt));
    }

    /** The event that says so. */
    public NoticeSent sent() {
        return new NoticeSent(reservationId, noticeId, kind, channel.name());
    }
}
