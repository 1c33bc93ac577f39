package outerpark.common.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Cause;

/**
 * Gives every request a correlation id (the caller's own, if it is 1 to 128 printable ASCII characters), puts it into
 * the answer and into the log lines of the request, and hands it to the events that follow.
 */
@ApplicationScoped
public class Correlation {

    public static final String HEADER = "Correlation-Id";
    private static final String KEY = "correlationId";
    private static final Pattern ACCEPTED = Pattern.compile("[\\x20-\\x7E]{1,128}");
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int BEFORE_ALL_OTHERS = 1_000;

    private final CurrentVertxRequest request;

    Correlation(CurrentVertxRequest request) {
        this.request = request;
    }

    /** The request being answered, as the cause of what it leads to. */
    public Cause cause() {
        RoutingContext context = Objects.requireNonNull(request.getCurrent(), "not within a request");
        String traceparent = context.request().getHeader("traceparent");
        boolean valid = traceparent != null && TRACEPARENT.matcher(traceparent).matches();
        return new Cause(idOf(context), null, valid ? traceparent : null);
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
        String id = acceptedOrNew(context.request().getHeader(HEADER));
        context.put(KEY, id);
        return id;
    }

    private static void correlate(RoutingContext context) {
        String id = idOf(context);
        context.response().putHeader(HEADER, id);
        MDC.put(KEY, id);
        context.next();
    }

    private static String acceptedOrNew(@Nullable String sent) {
        return sent != null && ACCEPTED.matcher(sent).matches()
                ? sent
                : Ids.next().toString();
    }
}
