package outerpark.notice.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.NoticeKind;

/** A message as an e-mail. */
public record Letter(String subject, String body) {

    /** What may stand in a letter to an address that nobody has verified: no links, and no messages. */
    private static final Pattern A_NAME = Pattern.compile("[\\p{L}\\p{M} '’-]{1,40}");

    /**
     * About an event.
     *
     * @param name of the customer, if they gave one; left out if it is more than a name
     * @param token what opens the reservation; stands only in the letter that was asked for
     */
    public static Letter about(
            Event.OfReservation event, Message message, @Nullable String name, String token, Language language) {
        UUID reservationId = event.reservationId();
        List<String> paragraphs = new ArrayList<>();
        paragraphs.add(language.say(
                "greeting",
                Optional.ofNullable(name)
                        .filter(given -> A_NAME.matcher(given).matches())
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
