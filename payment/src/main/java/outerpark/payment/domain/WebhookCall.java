package outerpark.payment.domain;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a provider has sent us.
 *
 * @param headers by their names in small letters
 * @param body as it was sent, letter for letter: a signature is of that
 */
public record WebhookCall(Map<String, String> headers, String body) {

    public WebhookCall {
        headers = headers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue, (first, _) -> first));
    }

    /** Null if it was not sent. */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }
}
