package outerpark.process;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Optional;
import outerpark.http.Traces;

/**
 * One attempt at a call, as a span by OpenTelemetry's conventions for HTTP clients. One that is part of no trace begins
 * none.
 */
final class CallSpan {

    private static final int FAILURES = 400;

    private final Span span;

    private CallSpan(Span span) {
        this.span = span;
    }

    /** Begins. */
    static CallSpan of(Context caller, HttpMethod method, URI target) {
        if (!Span.fromContext(caller).getSpanContext().isValid()) {
            return new CallSpan(Span.getInvalid());
        }
        return new CallSpan(GlobalOpenTelemetry.getTracer(Traces.TRACER)
                .spanBuilder(method.name() + " " + target.getPath())
                .setSpanKind(SpanKind.CLIENT)
                .setParent(caller)
                .setAttribute("http.request.method", method.name())
                .setAttribute("url.full", target.toString())
                .setAttribute("server.address", target.getHost())
                .setAttribute("server.port", target.getPort())
                .startSpan());
    }

    /** What the called service is to know of it. */
    Optional<String> traceparent() {
        return Traces.traceparentOf(span);
    }

    void answered(int status) {
        span.setAttribute("http.response.status_code", status);
        if (status >= FAILURES) {
            failed(Integer.toString(status));
        }
        span.end();
    }

    void unanswered(Throwable failure) {
        failed(failure.getClass().getName());
        span.end();
    }

    private void failed(String type) {
        span.setAttribute("error.type", type);
        span.setStatus(StatusCode.ERROR);
    }
}
