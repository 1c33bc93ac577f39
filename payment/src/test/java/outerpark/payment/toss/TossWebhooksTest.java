package outerpark.payment.toss;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.payment.domain.Webhook;
import outerpark.payment.domain.WebhookCall;

class TossWebhooksTest {

    private static final UUID ID = UUID.fromString("01939f3a-7c00-7000-8000-000000000001");
    private static final String SECURITY_KEY = "0123456789abcdef";
    private static final String SENT_AT = "2026-11-30T12:19:21+09:00";

    private final TossWebhooks webhooks = new TossWebhooks(SECURITY_KEY, new ObjectMapper());

    @ParameterizedTest
    @CsvSource({
        "DONE, true",
        "IN_PROGRESS, true",
        "ABORTED, false",
        "EXPIRED, false",
        "READY, false",
        "CANCELED, false",
        "PARTIAL_CANCELED, false"
    })
    void aChangedStatusIsAboutThatPayment(String status, boolean hasKey) {
        assertThat(webhooks.read(new WebhookCall(Map.of(), changed(ID.toString(), status))))
                .isEqualTo(new Webhook.About(ID, hasKey ? "key-1" : null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "가", "a b", "a\\n", "a\\u0000", "../a"})
    void whatIsNoKeyIsLeftOut(String key) {
        assertThat(webhooks.read(
                        new WebhookCall(Map.of(), changed(ID.toString(), "DONE").replace("key-1", key))))
                .isEqualTo(new Webhook.About(ID, null));
    }

    @Test
    void aDepositIsAboutItsOrder() {
        String body = """
                {"createdAt": "2022-01-01T00:00:00.000000", "secret": "s", "status": "DONE", "orderId": "%s",
                 "transactionKey": "t"}""".formatted(ID);
        assertThat(webhooks.read(new WebhookCall(Map.of(), body))).isEqualTo(new Webhook.About(ID, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a4CWyWY5m89PNh7xJwhk1", "", "1-1-1-1-1"})
    void anotherOrderOfTheMerchantIsNoneOfOurs(String orderId) {
        assertThat(webhooks.read(new WebhookCall(Map.of(), changed(orderId, "DONE"))))
                .isEqualTo(new Webhook.Irrelevant());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "\"text\"", "{", "null", "7"})
    void whatIsNotOfTheFormIsSaidToBeSo(String body) {
        assertThat(webhooks.read(new WebhookCall(Map.of(), body))).isInstanceOf(Webhook.Malformed.class);
    }

    @Test
    void aSignatureIsOfTheBodyAndTheTime() {
        String body = changed(ID.toString(), "DONE");
        assertThat(webhooks.read(signed(body, "v1:" + signature(SECURITY_KEY, body, SENT_AT), SENT_AT)))
                .isInstanceOf(Webhook.About.class);
    }

    @Test
    void eitherOfTwoSignaturesMayBeRight() {
        String body = changed(ID.toString(), "DONE");
        String right = "v1:" + signature(SECURITY_KEY, body, SENT_AT);
        String wrong = "v1:" + signature("another", body, SENT_AT);
        assertThat(webhooks.read(signed(body, wrong + "," + right, SENT_AT))).isInstanceOf(Webhook.About.class);
        assertThat(webhooks.read(signed(body, right + ", " + wrong, SENT_AT))).isInstanceOf(Webhook.About.class);
    }

    @Test
    void aSignatureThatIsWrongIsForged() {
        String body = changed(ID.toString(), "DONE");
        String right = "v1:" + signature(SECURITY_KEY, body, SENT_AT);
        assertThat(webhooks.read(signed(body + " ", right, SENT_AT))).isEqualTo(new Webhook.Forged());
        assertThat(webhooks.read(signed(body, right, "2026-11-30T12:19:22+09:00")))
                .isEqualTo(new Webhook.Forged());
        assertThat(webhooks.read(signed(body, "v1:" + signature("another", body, SENT_AT), SENT_AT)))
                .isEqualTo(new Webhook.Forged());
        assertThat(webhooks.read(signed(body, "v1:!", SENT_AT))).isEqualTo(new Webhook.Forged());
        assertThat(webhooks.read(signed(body, "", SENT_AT))).isEqualTo(new Webhook.Forged());
        assertThat(webhooks.read(new WebhookCall(Map.of("TossPayments-Webhook-Signature", right), body)))
                .isEqualTo(new Webhook.Forged());
    }

    @Test
    void aSignatureThatCannotBeCheckedIsForged() {
        String body = changed(ID.toString(), "DONE");
        TossWebhooks without = new TossWebhooks(null, new ObjectMapper());
        assertThat(without.read(signed(body, "v1:" + signature(SECURITY_KEY, body, SENT_AT), SENT_AT)))
                .isEqualTo(new Webhook.Forged());
    }

    private static WebhookCall signed(String body, String signature, String at) {
        return new WebhookCall(
                Map.of(
                        "TossPayments-Webhook-Signature", signature,
                        "tosspayments-webhook-transmission-time", at),
                body);
    }

    private static String changed(String orderId, String status) {
        return """
                {"eventType": "PAYMENT_STATUS_CHANGED", "createdAt": "2022-01-01T00:00:00.000000",
                 "data": {"paymentKey": "key-1", "orderId": "%s", "status": "%s", "totalAmount": 15000}}""".formatted(orderId, status);
    }

    /** As the guide says: Base64 of HMAC-SHA256, by the security key, of the body, a colon and the time. */
    private static String signature(String key, String body, String at) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal((body + ":" + at).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
