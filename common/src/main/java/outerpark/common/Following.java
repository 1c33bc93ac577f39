package outerpark.common;

import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Cause;

/**
 * What is done for one story, so that its log lines can be found: until it is closed, those of this thread carry the
 * correlation id of the request that began the story, and the id of its trace if it has one.
 */
public final class Following implements AutoCloseable {

    private static final String CORRELATION_ID = "correlationId";
    private static final String TRACE_ID = "traceId";

    /** W3C Trace Context: version, trace, parent, flags; neither id is all zeros. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private final @Nullable Object correlationBefore;
    private final @Nullable Object traceBefore;

    private Following(Cause cause) {
        correlationBefore = MDC.get(CORRELATION_ID);
        traceBefore = MDC.get(TRACE_ID);
        put(CORRELATION_ID, cause.correlationId());
        put(TRACE_ID, traceIdOf(cause.traceparent()));
    }

    /** Begins; to be closed by the same thread. */
    public static Following of(Cause cause) {
        return new Following(cause);
    }

    /** The log lines that follow are of this story, as far as this thread, or this request, has any. */
    public static void from(Cause cause) {
        var _ = new Following(cause);
    }

    /** The trace's id, 32 hexadecimal digits; null unless the text is a valid W3C traceparent. */
    public static @Nullable String traceIdOf(@Nullable String traceparent) {
        if (traceparent == null) {
            return null;
        }
        var matcher = TRACEPARENT.matcher(traceparent);
        return matcher.matches() ? matcher.group(1) : null;
    }

    /** The log lines that follow are what they were before. */
    @Override
    public void close() {
        put(CORRELATION_ID, correlationBefore);
        put(TRACE_ID, traceBefore);
    }

    private static void put(String key, @Nullable Object value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
