package outerpark.gateway;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import outerpark.gateway.Unanswered.Why;
import outerpark.http.Replicas;

/**
 * One request to one service, up to the head of its answer. A replica that cannot be connected to was sent nothing, so
 * the next one is tried, whatever the method. Once a request was sent it is sent again only if it merely reads, and
 * once only: its connection may have been an old one that broke because the replica was restarted. Belongs to one event
 * loop.
 */
final class Call {

    private static final int DEFAULT_PORT = 80;
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final Context context;
    private final HttpClient client;
    private final HttpMethod method;
    private final String target;
    private final MultiMap headers;
    private final @Nullable Buffer body;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse answer;
    private boolean isAbandoned;
    private boolean isOver;
    private boolean isRepeated;

    Call(
            Context context,
            HttpClient client,
            HttpMethod method,
            String target,
            MultiMap headers,
            @Nullable Buffer body) {
        this.context = context;
        this.client = client;
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
    }

    /**
     * How long an answer may take to begin.
     *
     * @param ofGateway until the client is told that there is none
     * @param ofClients a client that goes away later than that had reason to: the service is to blame
     */
    record Patience(Duration ofGateway, Duration ofClients) {}

    /** Nobody waits for the answer any more, or for the rest of it. */
    void abandon() {
        isAbandoned = true;
        if (answer != null && !isOver) {
            abandonRest(answer);
        } else if (answer == null && request != null) {
            request.reset();
        }
    }

    /**
     * What has come already is thrown away, and only what is still to come is cut off: if that is nothing, the
     * connection may already serve another request, which a reset would break.
     */
    private void abandonRest(HttpClientResponse rest) {
        rest.resume();
        context.runOnContext(_ -> {
            if (!isOver) {
                rest.request().reset();
            }
        });
    }

    /** The head of the answer, whose body is paused; fails with {@link Unanswered}. */
    Future<HttpClientResponse> to(Replicas replicas, Patience patience) {
        String key = headers.get(IDEMPOTENCY_KEY);
        // Twins of a key meet in one process, where the second waits for what the first gets.
        List<URI> order =
                key == null ? replicas.inTurn() : replicas.inOrderOf(key.strip().toLowerCase(Locale.ROOT));
        return to(order.iterator(), replicas, patience);
    }

    /** When the answer has come to its end, or broke off; only once it has begun. */
    Future<Void> over() {
        return Objects.requireNonNull(answer, "not answered").end();
    }

    boolean onlyReads() {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || method.equals(HttpMethod.OPTIONS);
    }

    private Future<HttpClientResponse> to(Iterator<URI> order, Replicas replicas, Patience patience) {
        URI replica = order.next();
        return client.request(options(replica)).transform(connected -> {
            if (connected.succeeded()) {
                return send(connected.result(), patience).recover(failure -> {
                    if (failure instanceof Unanswered known && known.why().isFailureOfService()) {
                        replicas.setAside(replica);
                    }
                    return isToBeRepeated(failure) ? to(replicas, patience) : Future.failedFuture(failure);
                });
            }
            replicas.setAside(replica);
            return order.hasNext() && !isAbandoned
                    ? to(order, replicas, patience)
                    : Future.failedFuture(unanswered(isAbandoned ? Why.ABANDONED : Why.UNREACHABLE, connected.cause()));
        });
    }

    private RequestOptions options(URI replica) {
        return new RequestOptions()
                .setHost(replica.getHost())
                .setPort(replica.getPort() < 0 ? DEFAULT_PORT : replica.getPort())
                .setMethod(method)
                .setURI(target);
    }

    private Future<HttpClientResponse> send(HttpClientRequest connected, Patience patience) {
        request = connected;
        long sentAt = System.nanoTime();
        if (isAbandoned) {
            connected.reset();
        }
        connected.headers().addAll(headers);
        return (body == null ? connected.send() : connected.send(body))
                .map(this::hold)
                .timeout(patience.ofGateway().toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> {
                    connected.reset();
                    return Future.failedFuture(unanswered(whyOf(failure, sentAt, patience), failure));
                });
    }

    private Why whyOf(Throwable failure, long sentAt, Patience patience) {
        if (isAbandoned) {
            boolean waited = System.nanoTime() - sentAt >= patience.ofClients().toNanos();
            return waited ? Why.GIVEN_UP : Why.ABANDONED;
        }
        return failure instanceof TimeoutException ? Why.TIMED_OUT : Why.BROKEN_OFF;
    }

    private HttpClientResponse hold(HttpClientResponse head) {
        answer = head.pause();
        head.end().onComplete(_ -> isOver = true);
        return head;
    }

    private static Unanswered unanswered(Why why, Throwable failure) {
        return new Unanswered(why, String.valueOf(failure.getMessage()));
    }

    private boolean isToBeRepeated(Throwable failure) {
        boolean isFirst = !isRepeated;
        isRepeated = true;
        return isFirst && onlyReads() && failure instanceof Unanswered unanswered && unanswered.why() == Why.BROKEN_OFF;
    }
}
