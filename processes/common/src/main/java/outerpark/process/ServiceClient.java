package outerpark.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.context.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
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
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.calls.HttpCalls;
import outerpark.http.Replicas;
import outerpark.http.Traces;

/**
 * Another service, as this one calls it: over HTTP, with the credential of the services, at one of its replicas. A call
 * that a replica has not heard, or refuses for now, goes to the next; one that may have been heard does not, because
 * what the next answers would say nothing about what the first has done.
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

    /** The replica is not reached, or it stops, or has not begun: for certain nothing was done. */
    private static final class Refused extends RuntimeException {
        Refused(URI replica, @Nullable Throwable cause) {
            super(replica + " takes no calls now", cause, false, false);
        }
    }

    /**
     * What is asked, of whichever replica.
     *
     * @param caller in whose trace it is
     * @param asked the replica that was asked last
     * @param giveUpAt by {@link System#nanoTime}: what is not answered by then is cut off, and keeps no connection
     */
    private record Call(String path, Buffer body, Context caller, AtomicReference<URI> asked, long giveUpAt) {

        long millisLeft() {
            return TimeUnit.NANOSECONDS.toMillis(giveUpAt - System.nanoTime());
        }
    }

    /**
     * Posts a body and reads the answer; a future that fails, as by the timeout, leaves open what was done. Whoever
     * calls again after a timeout finds the replica that did not answer left aside.
     */
    public <T> CompletableFuture<T> ask(String path, Object body, Class<T> answer, Duration timeout) {
        return post(path, body, timeout).thenApply(bytes -> read(bytes, answer));
    }

    /** Posts a body; completes when it is done. As {@link #ask}, without an answer. */
    public CompletableFuture<Void> tell(String path, Object body, Duration timeout) {
        return post(path, body, timeout).thenAccept(bytes -> {});
    }

    private CompletableFuture<Buffer> post(String path, Object body, Duration timeout) {
        Iterator<URI> inTurn = replicas.inTurn().iterator();
        Call call = new Call(
                path, write(body), Context.current(), new AtomicReference<>(), System.nanoTime() + timeout.toNanos());
        return attempt(call, inTurn)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) -> {
                    if (failure instanceof TimeoutException) {
                        replicas.setAside(call.asked().get());
                    }
                });
    }

    private Future<Buffer> attempt(Call call, Iterator<URI> inTurn) {
        URI replica = inTurn.next();
        call.asked().set(replica);
        URI target = replica.resolve(call.path());
        CallSpan span = CallSpan.of(call.caller(), HttpMethod.POST, target);
        return http.request(options(call, target, span.traceparent()))
                .recover(failure -> {
                    replicas.setAside(replica);
                    span.unanswered(failure);
                    return Future.failedFuture(new Refused(replica, failure));
                })
                .compose(request -> exchange(request, call, replica, span))
                .recover(failure -> failure instanceof Refused && inTurn.hasNext() && call.millisLeft() > 0
                        ? attempt(call, inTurn)
                        : Future.failedFuture(failure));
    }

    /**
     * To be called where the connection's events arrive, one after the other: an answer whose body is asked for only
     * after it has come to its end, as by a caller's thread that had to wait for a processor, has none for ever.
     */
    private Future<Buffer> exchange(HttpClientRequest request, Call call, URI replica, CallSpan span) {
        return request.send(call.body())
                .onSuccess(response -> span.answered(response.statusCode()))
                .onFailure(failure -> {
                    replicas.setAside(replica);
                    span.unanswered(failure);
                })
                .compose(response -> answerOf(replica, response));
    }

    private RequestOptions options(Call call, URI target, Optional<String> traceparent) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(target.toString())
                .setTimeout(Math.max(1, call.millisLeft()))
                .putHeader(HttpCalls.CREDENTIAL_HEADER, credential)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.ACCEPT, "application/json");
        traceparent.ifPresent(value -> options.putHeader(Traces.HEADER, value));
        return options;
    }

    private static Future<Buffer> answerOf(URI replica, HttpClientResponse response) {
        return switch (response.statusCode()) {
            case OK, NO_CONTENT -> response.body();
            case UNAVAILABLE -> Future.failedFuture(new Refused(replica, null));
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
