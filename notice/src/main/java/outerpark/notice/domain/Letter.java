package outerpark.notice.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.NoticeKind;

/** A message as an e-mail. */
public record Letter(String subject, String body) {

    /**
     * About an event.
     *
     * @param name of the customer, if they gave one
     * @param token what opens the reservation; stands only in the letter that was asked for
     */
    public static Letter about(
            Event.OfReservation event, Message message, @Nullable String name, String token, Language language) {
        UUID reservationId = event.reservationId();
        List<String> paragraphs = new ArrayList<>();
        paragraphs.add(language.say(
                "greeting",
                Optional.ofNullable(name)
                        .map(given -> language.say("greeting.name", given))
                        .orElse("")));
        paragraphs.add(message.text());
        if (message.kind() == NoticeKind.RESERVATION_TOKEN) {
            paragraphs.add(language.say("token.itself", reservationId) + "\n" + token);
            paragraphs.add(language.say("token.warning"));
        }
        paragraphs.add(language.say("closing"));
        return new Letter(language.say("subject." + message.kind()), String.join("\n\n", paragraphs) + "\n");
    }
}
