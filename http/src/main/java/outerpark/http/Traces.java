package outerpark.http;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The traces (OpenTelemetry) that bookings leave, where they are collected; elsewhere all of it does nothing. A story
 * carries the context of the request that began it, as W3C trace context, so whatever is done for it joins that trace.
 */
public final class Traces {

    /** The header that says which trace a request or a message is part of. */
    public static final String HEADER = "traceparent";

    /** Who makes the spans that are made by hand. */
    public static final String TRACER = "outerpark";

    /** W3C Trace Context: version, trace, parent, flags; neither id is all zeros. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");

    private Traces() {}

    /** The context of what is traced at this moment; empty if nothing is. */
    public static Optional<String> traceparent() {
        return traceparentOf(Span.current());
    }

    /** The span as the parent of what follows; empty if it is of no trace. */
    public static Optional<String> traceparentOf(Span span) {
        SpanContext of = span.getSpanContext();
        return of.isValid()
                ? Optional.of("00-" + of.getTraceId() + "-" + of.getSpanId() + "-"
                        + of.getTraceFlags().asHex())
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

    /** Whether that trace is one of those that are collected, by the word of whoever began it. */
    public static boolean isSampled(@Nullable String traceparent) {
        return spanOf(traceparent).filter(SpanContext::isSampled).isPresent();
    }

    private static Optional<SpanContext> spanOf(@Nullable String traceparent) {
        Matcher parts = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        return parts.matches()
                ? Optional.of(SpanContext.createFromRemoteParent(
                        parts.group(1), parts.group(2), TraceFlags.fromHex(parts.group(3), 0), TraceState.getDefault()))
                : Optional.empty();
    }
}
