package outerpark.gateway;

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

    private final HttpClient client;
    private final HttpMethod method;
    private final String target;
    private final MultiMap headers;
    private final @Nullable Buffer body;
    private @Nullable HttpClientRequest underWay;
    private boolean isAbandoned;
    private boolean isRepeated;

    Call(HttpClient client, HttpMethod method, String target, MultiMap headers, @Nullable Buffer body) {
        this.client = client;
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
    }

    /** Nobody waits for the answer any more, or for the rest of it. */
    void abandon() {
        isAbandoned = true;
        if (underWay != null) {
            underWay.reset();
        }
    }

    /** The head of the answer, whose body is paused; fails with {@link Unanswered}. */
    Future<HttpClientResponse> to(Replicas replicas, Duration timeout) {
        return to(replicas.inTurn().iterator(), replicas, timeout);
    }

    boolean onlyReads() {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || method.equals(HttpMethod.OPTIONS);
    }

    private Future<HttpClientResponse> to(Iterator<URI> order, Replicas replicas, Duration timeout) {
        URI replica = order.next();
        return client.request(options(replica)).transform(connected -> {
            if (connected.succeeded()) {
                return send(connected.result(), timeout).recover(failure -> {
                    replicas.setAside(replica);
                    return isToBeRepeated(failure) ? to(replicas, timeout) : Future.failedFuture(failure);
                });
            }
            replicas.setAside(replica);
            return order.hasNext() && !isAbandoned
                    ? to(order, replicas, timeout)
                    : Future.failedFuture(unanswered(Why.UNREACHABLE, connected.cause()));
        });
    }

    private RequestOptions options(URI replica) {
        return new RequestOptions()
                .setHost(replica.getHost())
                .setPort(replica.getPort() < 0 ? DEFAULT_PORT : replica.getPort())
                .setMethod(method)
                .setURI(target);
    }

    private Future<HttpClientResponse> send(HttpClientRequest request, Duration timeout) {
        underWay = request;
        if (isAbandoned) {
            request.reset();
        }
        request.headers().addAll(headers);
        return (body == null ? request.send() : request.send(body))
                .map(HttpClientResponse::pause)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> {
                    request.reset();
                    return Future.failedFuture(
                            unanswered(failure instanceof TimeoutException ? Why.TIMED_OUT : Why.BROKEN_OFF, failure));
                });
    }

    private Unanswered unanswered(Why why, Throwable failure) {
        return new Unanswered(isAbandoned ? Why.ABANDONED : why, String.valueOf(failure.getMessage()));
    }

    private boolean isToBeRepeated(Throwable failure) {
        boolean isFirst = !isRepeated;
        isRepeated = true;
        return isFirst && onlyReads() && failure instanceof Unanswered unanswered && unanswered.why() == Why.BROKEN_OFF;
    }
}
