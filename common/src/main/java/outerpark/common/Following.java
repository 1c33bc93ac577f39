package outerpark.common;

import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Cause;
import outerpark.http.Traces;

/**
 * What is done for one story, so that its log lines can be found: until it is closed, those of this thread carry the
 * correlation id of the request that began the story, and the id of its trace if it has one.
 */
public final class Following implements AutoCloseable {

    private static final String CORRELATION_ID = "correlationId";
    private static final String TRACE_ID = "traceId";

    private final @Nullable Object correlationBefore;
    private final @Nullable Object traceBefore;

    private Following(Cause cause) {
        correlationBefore = MDC.get(CORRELATION_ID);
        traceBefore = MDC.get(TRACE_ID);
        put(CORRELATION_ID, cause.correlationId());
        put(TRACE_ID, Traces.traceIdOf(cause.traceparent()));
    }

    /** Begins; to be closed by the same thread. */
    public static Following of(Cause cause) {
        return new Following(cause);
    }

    /** The log lines that follow are of this story, as far as this thread, or this request, has any. */
    public static void from(Cause cause) {
        var _ = new Following(cause);
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
