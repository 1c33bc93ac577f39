package outerpark.common.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import outerpark.http.Problem;

/**
 * Refuses what comes after the process has been asked to stop, so that what came before can finish. Without it the
 * server would go on taking requests until it closes, and then cut off those that it has not answered.
 */
@Singleton
final class Draining {

    private static final int AFTER_CORRELATION = 950;

    private volatile boolean stopping;

    void register(@Observes Filters filters) {
        filters.register(this::refuseOnceStopping, AFTER_CORRELATION);
    }

    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }

    private void refuseOnceStopping(RoutingContext request) {
        if (stopping) {
            ProblemAnswers.answer(request, Problem.temporarilyUnavailable("stopping; nothing was done"));
        } else {
            request.next();
        }
    }
}
