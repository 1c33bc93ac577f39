package outerpark.common;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.EventJson;

/**
 * The traces (OpenTelemetry) that bookings leave, where they are collected; elsewhere all of it does nothing. A story
 * carries the context of the request that began it, as W3C trace context, so whatever is done for it joins that trace.
 */
public final class Traces {

    private static final String TRACER = "outerpark";

    /** W3C Trace Context: version, trace, parent, flags; neither id is all zeros. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");

    private Traces() {}

    /** The context of what is traced at this moment; empty if nothing is. */
    public static Optional<String> traceparent() {
        SpanContext now = Span.current().getSpanContext();
        return now.isValid()
                ? Optional.of("00-" + now.getTraceId() + "-" + now.getSpanId() + "-"
                        + now.getTraceFlags().asHex())
                : Optional.empty();
    }

    /** The trace's id, 32 hexadecimal digits; null unless the text is a valid W3C traceparent. */
    public static @Nullable String traceIdOf(@Nullable String traceparent) {
        return spanOf(traceparent).map(SpanContext::getTraceId).orElse(null);
    }

    /** What is done while it is current belongs to that trace, if there is one. */
    public static Context contextOf(@Nullable String traceparent) {
        return spanOf(traceparent)
                .map(parent -> Context.root().with(Span.wrap(parent)))
                .orElseGet(Context::root);
    }

    /** A handler has acted on these events from then on until now, all of them together. */
    public static void acted(String handler, List<Envelope> events, Instant begun) {
        for (Envelope event : events) {
            spanOf(event.traceparent())
                    .filter(SpanContext::isSampled)
                    .ifPresent(sampled -> GlobalOpenTelemetry.getTracer(TRACER)
                            .spanBuilder(handler + " " + EventJson.typeOf(event.data()))
                            .setSpanKind(SpanKind.CONSUMER)
                            .setParent(contextOf(event.traceparent()))
                            .setStartTimestamp(begun)
                            .setAttribute("messaging.operation.name", "process")
                            .setAttribute(
                                    "messaging.message.id", event.eventId().toString())
                            .setAttribute("outerpark.correlation_id", event.correlationId())
                            .setAttribute("outerpark.subject", event.subject())
                            .startSpan()
                            .end());
        }
    }

    private static Optional<SpanContext> spanOf(@Nullable String traceparent) {
        Matcher parts = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        return parts.matches()
                ? Optional.of(SpanContext.createFromRemoteParent(
                        parts.group(1), parts.group(2), TraceFlags.fromHex(parts.group(3), 0), TraceState.getDefault()))
                : Optional.empty();
    }
}
