package outerpark.standalone;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import outerpark.common.http.ProblemAnswers;
import outerpark.http.Problem;
import outerpark.machine.StopSignal;

/**
 * Refuses what comes after the process has been asked to stop, so that what came before can finish. Without it the
 * server would go on taking requests until it closes, and then cut off those that it has not answered.
 */
@Singleton
final class Draining {

    private static final int AFTER_CORRELATION = 950;

    private Draining() {}

    static void register(@Observes Filters filters) {
        filters.register(Draining::refuseOnceStopping, AFTER_CORRELATION);
    }

    private static void refuseOnceStopping(RoutingContext request) {
        if (StopSignal.isRaised()) {
            ProblemAnswers.answer(request, Problem.temporarilyUnavailable("stopping; nothing was done"));
        } else {
            request.next();
        }
    }
}
