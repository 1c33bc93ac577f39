package outerpark.common.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import outerpark.common.Following;
import outerpark.contracts.events.Cause;
import outerpark.http.CorrelationId;
import outerpark.http.Traces;

/**
 * Gives every request a correlation id (the caller's own, if it is 1 to 128 printable ASCII characters), puts it into
 * the answer and, with the id of its trace, into the log lines of the request, and hands both to the events that
 * follow. The trace is the one that this process leaves of the request, or else the caller's.
 */
@ApplicationScoped
public class Correlation {

    private static final String KEY = "correlationId";
    private static final String CAUSE = "cause";
    private static final int BEFORE_ALL_OTHERS = 1_000;

    private final CurrentVertxRequest request;

    Correlation(CurrentVertxRequest request) {
        this.request = request;
    }

    /** The request being answered, as the cause of what it leads to. */
    public Cause cause() {
        return causeOf(Objects.requireNonNull(request.getCurrent(), "not within a request"));
    }

    /** That request, as the cause of what it leads to. */
    public static Cause causeOf(RoutingContext context) {
        Cause known = context.get(CAUSE);
        return known == null ? newCause(context) : known;
    }

    void register(@Observes Filters filters) {
        filters.register(Correlation::correlate, BEFORE_ALL_OTHERS);
    }

    /** The request's correlation id, made up if need be. */
    static String idOf(RoutingContext context) {
        String known = context.get(KEY);
        if (known != null) {
            return known;
        }
        String id = CorrelationId.acceptedOrNew(context.request().getHeader(CorrelationId.HEADER));
        context.put(KEY, id);
        return id;
    }

    private static void correlate(RoutingContext context) {
        Cause cause = newCause(context);
        context.response().putHeader(CorrelationId.HEADER, cause.correlationId());
        context.put(CAUSE, cause);
        Following.from(cause);
        context.next();
    }

    private static Cause newCause(RoutingContext context) {
        return new Cause(idOf(context), null, Traces.traceparent().orElseGet(() -> sentWith(context)));
    }

    /** Null if it is none. */
    private static @Nullable String sentWith(RoutingContext context) {
        @Nullable String traceparent = context.request().getHeader(Traces.HEADER);
        return Traces.traceIdOf(traceparent) == null ? null : traceparent;
    }
}
