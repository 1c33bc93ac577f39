package outerpark.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.context.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import outerpark.contracts.calls.HttpCalls;
import outerpark.http.Replicas;
import outerpark.http.Traces;

/**
 * Another service, as this one calls it: over HTTP, with the credential of the services, at one of its replicas. All of
 * these calls may be repeated, so one that a replica cannot take now goes to the next.
 */
public final class ServiceClient {

    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int UNAVAILABLE = 503;

    private final Replicas replicas;
    private final HttpClient http;
    private final ObjectMapper json;
    private final String credential;

    ServiceClient(Replicas replicas, HttpClient http, ObjectMapper json, String credential) {
        this.replicas = replicas;
        this.http = http;
        this.json = json;
        this.credential = credential;
    }

    /** The replica refuses because it stops, or has not begun: for certain nothing was done. */
    private static final class Refused extends RuntimeException {
        Refused(URI replica) {
            super(replica + " takes no calls now", null, false, false);
        }
    }

    /** Posts a body and reads the answer; a future that fails, as by the timeout, leaves open what was done. */
    public <T> CompletableFuture<T> ask(String path, Object body, Class<T> answer, Duration timeout) {
        return post(path, body, timeout).thenApply(bytes -> read(bytes, answer));
    }

    /** Posts a body; completes when it is done. As {@link #ask}, without an answer. */
    public CompletableFuture<Void> tell(String path, Object body, Duration timeout) {
        return post(path, body, timeout).thenAccept(bytes -> {});
    }

    private CompletableFuture<Buffer> post(String path, Object body, Duration timeout) {
        return attempt(path, write(body), Context.current(), replicas.inTurn().iterator())
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Future<Buffer> attempt(String path, Buffer body, Context caller, Iterator<URI> inTurn) {
        URI replica = inTurn.next();
        URI target = replica.resolve(path);
        CallSpan span = CallSpan.of(caller, HttpMethod.POST, target);
        return http.request(options(target, span.traceparent()))
                .onFailure(failure -> replicas.setAside(replica))
                .compose(request -> request.send(body))
                .onSuccess(response -> span.answered(response.statusCode()))
                .onFailure(span::unanswered)
                .compose(response -> answerOf(replica, response))
                .recover(failure ->
                        inTurn.hasNext() ? attempt(path, body, caller, inTurn) : Future.failedFuture(failure));
    }

    private RequestOptions options(URI target, Optional<String> traceparent) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(target.toString())
                .putHeader(HttpCalls.CREDENTIAL_HEADER, credential)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.ACCEPT, "application/json");
        traceparent.ifPresent(value -> options.putHeader(Traces.HEADER, value));
        return options;
    }

    private static Future<Buffer> answerOf(URI replica, HttpClientResponse response) {
        return switch (response.statusCode()) {
            case OK, NO_CONTENT -> response.body();
            case UNAVAILABLE -> Future.failedFuture(new Refused(replica));
            default -> Future.failedFuture(replica + " answers " + response.statusCode());
        };
    }

    private Buffer write(Object body) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a call that cannot be written as JSON", e);
        }
    }

    private <T> T read(Buffer answer, Class<T> type) {
        try {
            return json.readValue(answer.getBytes(), type);
        } catch (IOException e) {
            throw new IllegalStateException("an answer that cannot be read", e);
        }
    }
}
