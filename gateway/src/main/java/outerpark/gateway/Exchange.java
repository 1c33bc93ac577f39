package outerpark.gateway;

import io.opentelemetry.api.trace.Span;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import outerpark.http.CorrelationId;
import outerpark.http.Problem;
import outerpark.http.ProblemAnswer;
import outerpark.http.ProblemCode;
import outerpark.http.Traces;

/** A request of a client and its answer, under one correlation id. Belongs to one event loop. */
final class Exchange {

    private static final int LENGTH_DIGITS_MAX = 18;

    private final HttpServerRequest request;
    private final String correlationId;
    private final @Nullable String traceId;
    private final Context context;
    private Runnable whenGone = () -> {};
    private boolean isGone;

    Exchange(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
        this.correlationId = CorrelationId.acceptedOrNew(request.getHeader(CorrelationId.HEADER));
        this.traceId = Traces.traceIdOf(Traces.traceparent().orElseGet(() -> request.getHeader(Traces.HEADER)));
        request.response().closeHandler(_ -> leave());
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return request.response();
    }

    /** Where all that is done for it is done. */
    Context context() {
        return context;
    }

    String correlationId() {
        return correlationId;
    }

    /** Names its span, if it is traced, by where it goes: by path there would be no bound to the names. */
    void nameSpan(Destination destination) {
        Span.current()
                .updateName(Door.methodOf(request) + " " + destination.uri())
                .setAttribute("http.route", destination.uri());
    }

    /** Writes log lines that carry its correlation id, and the id of its trace if it is part of one. */
    void log(Runnable lines) {
        MDC.put("correlationId", correlationId);
        if (traceId != null) {
            MDC.put("traceId", traceId);
        }
        try {
            lines.run();
        } finally {
            MDC.remove("correlationId");
            MDC.remove("traceId");
        }
    }

    /** Whether the client has gone away before it was answered to the end. */
    boolean isGone() {
        return isGone;
    }

    /** What is to be done then; of several the last. */
    void onGone(Runnable action) {
        whenGone = action;
    }

    private void leave() {
        if (!request.response().ended()) {
            isGone = true;
            whenGone.run();
        }
    }

    /** Answers, unless nobody is there to read it. */
    void answer(String type, Buffer body) {
        request.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
        answer(body);
    }

    /** Answers by what the response has in its head already, and a body. */
    void answer(Buffer body) {
        if (!isGone) {
            var _ = request.response().end(body);
        }
    }

    /** Answers by a problem, unless an answer has begun, or nobody is there to read it. */
    void refuse(Problem problem) {
        if (isGone || request.response().headWritten()) {
            return;
        }
        var _ = request.isEnded() || !hasBody()
                ? ProblemAnswer.to(request, correlationId, problem)
                : ProblemAnswer.closing(request, correlationId, problem);
    }

    boolean hasBody() {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || announcedBytes() > 0;
    }

    /** Throws the problem {@code payload-too-large} if the request announces more bytes than that. */
    void requireBodyWithin(long sizeMax) {
        if (announcedBytes() > sizeMax) {
            throw tooLarge(sizeMax);
        }
    }

    /**
     * The whole body, null if there is none; fails with the {@link Problem} if it is larger, or slower, or broken.
     *
     * @param sizeMax bytes
     */
    Future<@Nullable Buffer> body(long sizeMax, Duration timeout) {
        if (!hasBody()) {
            return Future.succeededFuture(announcedBytes() == 0 ? Buffer.buffer() : null);
        }
        return read(sizeMax, timeout);
    }

    private Future<@Nullable Buffer> read(long sizeMax, Duration timeout) {
        return Future.<@Nullable Buffer>future(whole -> {
                    Buffer body = Buffer.buffer();
                    request.handler(chunk -> {
                        if (body.length() + chunk.length() > sizeMax) {
                            whole.tryFail(tooLarge(sizeMax));
                        } else {
                            body.appendBuffer(chunk);
                        }
                    });
                    request.exceptionHandler(_ -> whole.tryFail(invalid("the body broke off, or makes no sense")));
                    request.endHandler(_ -> whole.tryComplete(body));
                })
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(
                        failure instanceof Problem ? failure : invalid("the body must come within " + timeout)));
    }

    /** -1 if the request does not say. The server has seen to it that it is a number, be it a very large one. */
    private long announcedBytes() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return -1;
        }
        return length.length() > LENGTH_DIGITS_MAX ? Long.MAX_VALUE : Long.parseLong(length);
    }

    private static Problem tooLarge(long sizeMax) {
        return ProblemCode.PAYLOAD_TOO_LARGE
                .problem("a body may have " + sizeMax + " bytes at most")
                .build();
    }

    private static Problem invalid(String detail) {
        return ProblemCode.INVALID_REQUEST.problem(detail).build();
    }
}
