package outerpark.payment.toss;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls to Toss Payments, as its reference has them. How long one may take is for the caller to say, by
 * interrupting it.
 */
final class TossApi {

    /** The state of a payment there. */
    enum Status {
        /** The customer has not chosen how to pay. */
        READY,
        /** The customer has; we have not confirmed, or that is under way. */
        IN_PROGRESS,
        /** The customer is to send money to an account. */
        WAITING_FOR_DEPOSIT,
        /** The money is taken. */
        DONE,
        CANCELED,
        PARTIAL_CANCELED,
        /** Refused. */
        ABORTED,
        /** Not confirmed in time. */
        EXPIRED
    }

    /**
     * A payment, as far as it matters here.
     *
     * @param totalAmount in KRW
     * @param balanceAmount of that, what is not given back
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Payment(
            String paymentKey,
            String orderId,
            Status status,
            long totalAmount,
            long balanceAmount,
            @Nullable Failure failure) {

        long givenBack() {
            return status == Status.CANCELED || status == Status.PARTIAL_CANCELED ? totalAmount - balanceAmount : 0;
        }
    }

    /** Why something was refused. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Failure(@Nullable String code, @Nullable String message) {

        String inWords() {
            return code + ": " + message;
        }
    }

    /** Toss answered, and not with a payment. */
    static final class Refused extends RuntimeException {

        private final int status;
        private final Failure failure;

        Refused(int status, Failure failure) {
            // Expected by the thousand: its stack trace would say nothing.
            super("Toss answers " + status + " " + failure.inWords(), null, false, false);
            this.status = status;
            this.failure = failure;
        }

        int status() {
            return status;
        }

        String code() {
            return String.valueOf(failure.code());
        }

        String why() {
            return failure.inWords();
        }
    }

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(3);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_WITHIN)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final ObjectMapper json;
    private final String base;
    private final String authorization;

    TossApi(URI base, String secretKey, ObjectMapper json) {
        this.json = json;
        this.base = base.toString().replaceAll("/+$", "");
        byte[] user = (secretKey + ":").getBytes(StandardCharsets.UTF_8);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(user);
    }

    /** Takes the money that the customer has agreed to. */
    Payment confirm(String paymentKey, String orderId, long amount, String idempotencyKey) {
        return post(
                "/v1/payments/confirm",
                Map.of("paymentKey", paymentKey, "orderId", orderId, "amount", amount),
                idempotencyKey);
    }

    /** Gives all of it back. */
    Payment cancel(String paymentKey, String reason, String idempotencyKey) {
        return post("/v1/payments/" + inPath(paymentKey) + "/cancel", Map.of("cancelReason", reason), idempotencyKey);
    }

    Payment byKey(String paymentKey) {
        return send(request("/v1/payments/" + inPath(paymentKey)).GET().build());
    }

    /** The payment of our order; Toss knows none before the customer has begun. */
    Payment byOrder(String orderId) {
        return send(request("/v1/payments/orders/" + inPath(orderId)).GET().build());
    }

    private Payment post(String path, Map<String, Object> body, String idempotencyKey) {
        try {
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", idempotencyKey)
                    .POST(BodyPublishers.ofString(json.writeValueAsString(body)))
                    .build());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", authorization)
                // What it says is kept for the manager.
                .header("Accept-Language", "en-US");
    }

    private Payment send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return json.readValue(answer.body(), Payment.class);
            }
            throw new Refused(answer.statusCode(), failure(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException("no answer from Toss: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("no answer from Toss in time", e);
        }
    }

    private Failure failure(String body) {
        try {
            Failure said = json.readValue(body, Failure.class);
            return said == null ? new Failure(null, null) : said;
        } catch (JsonProcessingException e) {
            return new Failure(null, "an answer that is not of its documented form");
        }
    }

    private static String inPath(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8);
    }
}
