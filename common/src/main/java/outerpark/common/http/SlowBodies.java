package outerpark.common.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import outerpark.http.ProblemCode;

/**
 * Refuses a body that is not read whole in time, and closes its connection: whoever sends theirs byte by byte would
 * keep what is read of it in memory for as long as they like. One timer looks after all of them, for most bodies come
 * with their request.
 */
@Singleton
final class SlowBodies {

    /** Before the first who reads one. */
    private static final int BEFORE_READERS = 920;

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final Duration within;
    private final Set<Reading> underWay = ConcurrentHashMap.newKeySet();

    SlowBodies(@ConfigProperty(name = "outerpark.http.body-timeout") Duration within) {
        this.within = within;
    }

    /** A body that is being read, on its connection's event loop. */
    private static final class Reading {

        private final RoutingContext request;
        private final Context eventLoop;
        private final long beganNanos = System.nanoTime();

        Reading(RoutingContext request, Context eventLoop) {
            this.request = request;
            this.eventLoop = eventLoop;
        }
    }

    void register(@Observes Filters filters, Vertx vertx) {
        filters.register(this::watch, BEFORE_READERS);
        vertx.setPeriodic(LOOK_EVERY.toMillis(), _ -> look());
    }

    /** One that is answered before it was read is watched on; one whose client has gone away is not. */
    private void watch(RoutingContext request) {
        if (hasBody(request.request())) {
            Reading reading = new Reading(request, Objects.requireNonNull(Vertx.currentContext(), "no event loop"));
            underWay.add(reading);
            request.addEndHandler(answered -> {
                if (answered.failed() || request.request().isEnded()) {
                    underWay.remove(reading);
                }
            });
        }
        request.next();
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING) : !length.equals("0");
    }

    private void look() {
        long now = System.nanoTime();
        underWay.removeIf(reading -> {
            boolean isLate = now - reading.beganNanos > within.toNanos();
            if (isLate) {
                reading.eventLoop.runOnContext(_ -> refuse(reading.request));
            }
            return isLate;
        });
    }

    private void refuse(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean isAnswered = context.response().headWritten();
        if (request.isEnded() || (!isAnswered && context.response().closed())) {
            return; // it is being answered, or nobody is there
        }
        if (isAnswered) {
            request.connection().close();
            return;
        }
        // Whoever reads it hears no more but that the connection is gone: what was refused is not done after all.
        request.handler(_ -> {}).endHandler(_ -> {});
        ProblemAnswers.answer(
                context,
                ProblemCode.INVALID_REQUEST
                        .problem("the body must come within " + within)
                        .build());
    }
}
