package outerpark.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.http.Problem;

/** Passes one request on to a service, and the answer back as it comes. */
final class Forwarding {

    private static final Logger LOG = Logger.getLogger(Forwarding.class);
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final Exchange exchange;
    private final ServiceLine line;
    private final Traffic traffic;
    private final Call call;

    Forwarding(Exchange exchange, Route route, Shared shared, HttpClient client, @Nullable Buffer body) {
        this.exchange = exchange;
        this.line = shared.line(route);
        this.traffic = shared.traffic();
        MultiMap headers = shared.headers().of(exchange);
        this.call = new Call(
                exchange.context(),
                client,
                exchange.request().method(),
                exchange.request().uri(),
                headers,
                body);
    }

    void begin() {
        exchange.onGone(call::abandon);
        line.ask(call).onSuccess(this::passBack).onFailure(this::explain);
    }

    private void passBack(HttpClientResponse answer) {
        if (exchange.isGone()) {
            call.abandon();
            return;
        }
        HttpServerResponse response = exchange.response();
        response.setStatusCode(answer.statusCode()).setStatusMessage(answer.statusMessage());
        ForwardedHeaders.comeBack(answer.headers(), exchange);
        if (traffic.isStopping()) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (hasBody(answer) && !response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            response.setChunked(true);
        }
        Traffic.Stream stream = () -> exchange.context().runOnContext(_ -> endStream(response));
        boolean isStream = line.route() == Route.LIVE_VIEWS;
        if (isStream) {
            traffic.opened(stream);
        }
        answer.pipe().endOnFailure(false).to(response).onComplete(passed -> {
            traffic.closed(stream);
            if (passed.failed()) {
                breakOff(passed.cause());
            }
        });
    }

    private boolean hasBody(HttpClientResponse answer) {
        return !exchange.request().method().equals(HttpMethod.HEAD)
                && answer.statusCode() != NO_CONTENT
                && answer.statusCode() != NOT_MODIFIED;
    }

    /** Its client sees an end that is no failure, and comes again, elsewhere. */
    private void endStream(HttpServerResponse response) {
        if (!response.ended() && !response.closed()) {
            response.end().onComplete(_ -> exchange.request().connection().close());
        }
        call.abandon();
    }

    /** What has been sent cannot be taken back: only a broken connection tells the client that it is not all. */
    private void breakOff(Throwable failure) {
        call.abandon();
        if (exchange.isGone() || exchange.response().ended()) {
            return;
        }
        exchange.log(() -> LOG.warnf(
                "the answer of %s to %s %s broke off: %s",
                line.route().label(),
                exchange.request().method(),
                exchange.request().path(),
                failure.getMessage()));
        var _ = exchange.request().connection().close();
    }

    private void explain(Throwable failure) {
        Unanswered unanswered = (Unanswered) failure;
        exchange.log(() -> LOG.debugf(
                "%s gave no answer: %s, %s", line.route().label(), unanswered.why(), unanswered.getMessage()));
        exchange.refuse(Problem.temporarilyUnavailable(detail(unanswered)));
    }

    private String detail(Unanswered unanswered) {
        String name = line.route().label();
        return switch (unanswered.why()) {
            case FULL -> "too much is under way at " + name + "; nothing was done";
            case BREAKER_OPEN, UNREACHABLE -> name + " is away; nothing was done";
            case BROKEN_OFF, TIMED_OUT, GIVEN_UP, ABANDONED ->
                call.onlyReads()
                        ? name + " gave no answer"
                        : name + " gave no answer; whether it was done is not known yet: send it again with the same"
                                + " Idempotency-Key, if it had one, or look first";
        };
    }
}
