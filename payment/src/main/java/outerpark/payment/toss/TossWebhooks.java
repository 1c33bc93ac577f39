package outerpark.payment.toss;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import outerpark.payment.domain.Webhook;
import outerpark.payment.domain.WebhookCall;

/**
 * Reads what Toss sends by itself (https://docs.tosspayments.com/guides/webhook). Toss signs only some kinds of it, and
 * those about payments are not among them; a signature that is there must be right, and with or without one it is Toss
 * that is asked what has happened.
 */
final class TossWebhooks {

    private static final String SIGNATURE = "tosspayments-webhook-signature";
    private static final String SIGNED_AT = "tosspayments-webhook-transmission-time";
    private static final String SIGNATURE_VERSION = "v1:";
    private static final String HMAC = "HmacSHA256";

    private final @Nullable SecretKeySpec key;
    private final ObjectMapper json;

    TossWebhooks(@Nullable String securityKey, ObjectMapper json) {
        this.key = securityKey == null ? null : new SecretKeySpec(securityKey.getBytes(StandardCharsets.UTF_8), HMAC);
        this.json = json;
    }

    Webhook read(WebhookCall call) {
        String signature = call.header(SIGNATURE);
        if (signature != null && !isRight(signature, call)) {
            return new Webhook.Forged();
        }
        try {
            JsonNode sent = json.readTree(call.body());
            return sent != null && sent.isObject() ? read(sent) : new Webhook.Malformed("not a JSON object");
        } catch (JsonProcessingException e) {
            return new Webhook.Malformed("not JSON");
        }
    }

    /** The payment stands in {@code data}; of a deposit, in the object itself. */
    private static Webhook read(JsonNode sent) {
        JsonNode payment = sent.path("data").isObject() ? sent.path("data") : sent;
        String status = payment.path("status").asText();
        // Whoever has agreed at the checkout and did not come back to us can be confirmed all the same.
        boolean isAgreed = status.equals("IN_PROGRESS") || status.equals("DONE");
        String told = payment.path("paymentKey").asText();
        String paymentKey = isAgreed && TossProvider.PAYMENT_KEY.matcher(told).matches() ? told : null;
        return paymentId(payment.path("orderId").asText())
                .<Webhook>map(id -> new Webhook.About(id, paymentKey))
                .orElseGet(Webhook.Irrelevant::new);
    }

    /** The order's id is our payment's; other orders of the merchant are none of ours. */
    private static Optional<UUID> paymentId(String orderId) {
        try {
            UUID id = UUID.fromString(orderId);
            return id.toString().equals(orderId) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Either of two may be right: while a key is being replaced, Toss signs by both. */
    private boolean isRight(String signatures, WebhookCall call) {
        String signedAt = call.header(SIGNED_AT);
        if (key == null || signedAt == null) {
            return false;
        }
        byte[] expected = hmac(key, call.body() + ":" + signedAt);
        return Arrays.stream(signatures.split(","))
                .map(String::strip)
                .map(each -> each.startsWith(SIGNATURE_VERSION) ? each.substring(SIGNATURE_VERSION.length()) : each)
                .flatMap(TossWebhooks::decoded)
                .anyMatch(each -> MessageDigest.isEqual(each, expected));
    }

    private static Stream<byte[]> decoded(String base64) {
        try {
            return Stream.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
