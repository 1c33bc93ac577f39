package outerpark.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import jakarta.enterprise.util.TypeLiteral;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import outerpark.contracts.Ids;
import outerpark.gateway.Unanswered.Why;
import outerpark.http.Replicas;

/**
 * One way on from the gateway, with a breaker and a bound on what is under way. The breaker counts requests that got no
 * answer; every answer is a success, be it that the service refuses. Safe for threads.
 */
final class ServiceLine {

    private static final Logger LOG = Logger.getLogger(ServiceLine.class);

    private final Route route;
    private final Replicas replicas;
    private final int underWayMax;
    private final Call.Patience patience;
    private final TypedGuard<CompletionStage<HttpClientResponse>> guard;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Map<Why, Counter> unanswered = new EnumMap<>(Why.class);
    // Names of breakers are the whole program's, and there may be another gateway in it.
    private final String breakerName;
    private volatile String lastFailure = "none";

    ServiceLine(Route route, Replicas replicas, int underWayMax, GatewayConfig config, MeterRegistry metrics) {
        this.route = route;
        this.replicas = replicas;
        this.underWayMax = underWayMax;
        this.patience = new Call.Patience(
                config.service().answerTimeout(), config.service().clientPatience());
        this.breakerName = route.label() + " " + Ids.next();
        this.guard = guard(config.breaker());
        measure(metrics);
    }

    Route route() {
        return route;
    }

    /** The head of the answer, whose body is paused; fails with {@link Unanswered}. */
    Future<HttpClientResponse> ask(Call call) {
        if (underWay.incrementAndGet() > underWayMax) {
            underWay.decrementAndGet();
            return failed(new Unanswered(Why.FULL, "too many requests are under way"));
        }
        return guarded(call)
                .onSuccess(_ -> call.over().onComplete(_ -> underWay.decrementAndGet()))
                .recover(failure -> {
                    underWay.decrementAndGet();
                    return failed(failure);
                });
    }

    private Future<HttpClientResponse> guarded(Call call) {
        return Future.fromCompletionStage(guard.get(() -> call.to(replicas, patience)
                .onFailure(failure -> lastFailure = String.valueOf(failure.getMessage()))
                .toCompletionStage()));
    }

    private Future<HttpClientResponse> failed(Throwable failure) {
        Unanswered known = known(failure);
        Objects.requireNonNull(unanswered.get(known.why())).increment();
        return Future.failedFuture(known);
    }

    private static Unanswered known(Throwable failure) {
        return switch (failure) {
            case Unanswered known -> known;
            case CircuitBreakerOpenException _ -> new Unanswered(Why.BREAKER_OPEN, "the breaker is open");
            case CompletionException e when e.getCause() != null -> known(e.getCause());
            default -> throw new IllegalStateException("a call fails as Unanswered only", failure);
        };
    }

    private TypedGuard<CompletionStage<HttpClientResponse>> guard(GatewayConfig.Breaker config) {
        return TypedGuard.create(new TypeLiteral<CompletionStage<HttpClientResponse>>() {})
                .withDescription(route.label())
                .withCircuitBreaker()
                .name(breakerName)
                .requestVolumeThreshold(config.requests())
                .failureRatio(config.failureRatio())
                .delay(config.openFor().toMillis(), ChronoUnit.MILLIS)
                .successThreshold(config.probes())
                .when(failure ->
                        failure instanceof Unanswered known && known.why().isFailureOfService())
                .onStateChange(this::breakerTurned)
                .done()
                .build();
    }

    private void breakerTurned(CircuitBreakerState state) {
        LOG.warnf("the breaker of the route %s is %s; last failure: %s", route.label(), state, lastFailure);
    }

    private void measure(MeterRegistry metrics) {
        // Asked for its state: what it tells of its turns comes from several threads, and one may overtake another.
        CircuitBreakerMaintenance breakers = CircuitBreakerMaintenance.get();
        for (CircuitBreakerState state : CircuitBreakerState.values()) {
            Gauge.builder("outerpark.gateway.breaker", () -> breakers.currentState(breakerName) == state ? 1 : 0)
                    .description("1 for the state that the route's breaker is in")
                    .tag("route", route.label())
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(metrics);
        }
        Gauge.builder("outerpark.gateway.under_way", underWay, AtomicInteger::get)
                .description("requests on the route that are not answered to their end")
                .tag("route", route.label())
                .register(metrics);
        for (Why why : Why.values()) {
            unanswered.put(
                    why,
                    Counter.builder("outerpark.gateway.unanswered")
                            .description("requests to which the route's service gave no answer")
                            .tag("route", route.label())
                            .tag("why", why.name().toLowerCase(Locale.ROOT))
                            .register(metrics));
        }
    }
}
