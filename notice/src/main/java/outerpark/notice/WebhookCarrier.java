package outerpark.notice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.EventJson;
import outerpark.http.Traces;

/**
 * Brings events to the theatre's own system, each as a POST that is signed as Standard Webhooks says
 * (https://www.standardwebhooks.com): the receiver knows one that comes twice by {@code webhook-id}. Any 2xx is
 * arrival.
 */
@Singleton
final class WebhookCarrier implements Carrier {

    private static final String SECRET_PREFIX = "whsec_";
    private static final int SECRET_BYTES_MIN = 24;
    private static final String HMAC = "HmacSHA256";

    private final WebhookConfig config;
    private final ObjectMapper json;
    private final Clock clock;
    private final @Nullable SecretKeySpec key;
    private final @Nullable HttpClient http;

    @Inject
    WebhookCarrier(WebhookConfig config, ObjectMapper json, Clock clock) {
        this.config = config;
        this.json = json;
        this.clock = clock;
        this.key = isOn() ? key(config) : null;
        // It reads all certificates that the machine trusts: not for nothing.
        this.http = isOn()
                ? HttpClient.newBuilder()
                        .connectTimeout(config.timeout())
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()
                : null;
    }

    @Override
    public Channel channel() {
        return Channel.WEBHOOK;
    }

    @Override
    public boolean isOn() {
        return config.url().isPresent();
    }

    @Override
    public int concurrentMax() {
        return config.concurrentMax();
    }

    @Override
    public Round begin(List<Delivery> deliveries) {
        URI url = config.url().orElseThrow();
        return delivery -> {
            post(url, delivery.event());
            return true;
        };
    }

    private void post(URI url, Envelope event) throws IOException, InterruptedException {
        String id = event.eventId().toString();
        String at = Long.toString(clock.instant().getEpochSecond());
        String body = body(event);
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(config.timeout())
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", at)
                .header("webhook-signature", "v1," + signature(id + "." + at + "." + body))
                .header("Correlation-Id", event.correlationId())
                .POST(BodyPublishers.ofString(body));
        if (event.traceparent() != null) {
            request.header(Traces.HEADER, event.traceparent());
        }
        int status =
                statusOf(Objects.requireNonNull(http, "off").sendAsync(request.build(), BodyHandlers.discarding()));
        if (status < 200 || status > 299) {
            throw new IOException("the receiver answers " + status);
        }
    }

    /** In time, whatever the receiver does: the request's own timeout ends with the answer's headers. */
    private int statusOf(CompletableFuture<HttpResponse<Void>> answer) throws IOException, InterruptedException {
        try {
            return answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .statusCode();
        } catch (TimeoutException e) {
            throw new IOException("the receiver does not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException("the receiver does not answer: " + e.getCause(), e);
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public Duration longest() {
        return config.timeout();
    }

    private String body(Envelope event) throws JsonProcessingException {
        ObjectNode body = json.createObjectNode()
                .put("type", EventJson.typeOf(event.data()))
                .put("timestamp", event.occurredAt().toString())
                .put("id", event.eventId().toString())
                .put("version", EventJson.VERSION)
                .put("subject", event.subject())
                .put("revision", event.revision())
                .put("correlationId", event.correlationId());
        if (event.causationId() != null) {
            body.put("causationId", event.causationId().toString());
        }
        body.set("data", json.readTree(EventJson.write(event.data())));
        return json.writeValueAsString(body);
    }

    private String signature(String content) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SecretKeySpec key(WebhookConfig config) {
        String secret = config.secret().orElse("");
        String base64 = secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret;
        byte[] bytes = decoded(base64);
        if (bytes.length < SECRET_BYTES_MIN) {
            throw new IllegalStateException("outerpark.webhooks.url needs outerpark.webhooks.secret: " + SECRET_PREFIX
                    + " and the base64 of " + SECRET_BYTES_MIN + " random bytes or more");
        }
        return new SecretKeySpec(bytes, HMAC);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
