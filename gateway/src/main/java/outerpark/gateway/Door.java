package outerpark.gateway;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.http.CorrelationId;
import outerpark.http.Problem;
import outerpark.http.ProblemCode;

/**
 * Takes requests, on one event loop, and lets in what the contract knows. It is a server of its own, beside the one
 * that Quarkus has for health and metrics, because what cannot even be read is to be answered by a problem too.
 */
final class Door extends AbstractVerticle {

    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    /** Longer than any name that a name server knows, with a port. */
    private static final int HOST_LENGTH_MAX = 255;

    private static final Logger LOG = Logger.getLogger(Door.class);

    private final Listening listening;
    private final GatewayConfig config;
    private final Shared shared;
    private @Nullable HttpClient services;

    Door(Listening listening, Shared shared) {
        this.listening = listening;
        this.config = shared.config();
        this.shared = shared;
    }

    @Override
    public void start(Promise<Void> started) {
        services = vertx.createHttpClient(clientOptions());
        vertx.createHttpServer(serverOptions())
                .requestHandler(this::take)
                .invalidRequestHandler(this::takeInvalid)
                .listen(listening.port(), listening.host())
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setMaxInitialLineLength(
                        Math.toIntExact(config.requestLine().sizeMax().asLongValue()))
                .setMaxHeaderSize(Math.toIntExact(config.headers().sizeMax().asLongValue()))
                .setIdleTimeout(Math.toIntExact(config.idleTimeout().toSeconds()))
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false);
    }

    private HttpClientOptions clientOptions() {
        GatewayConfig.Service service = config.service();
        return new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(service.connectTimeout().toMillis()))
                .setIdleTimeout(Math.toIntExact(service.idleTimeout().toSeconds()))
                .setKeepAliveTimeout(Math.toIntExact(service.idleTimeout().toSeconds()))
                .setMaxHeaderSize(Math.toIntExact(config.headers().sizeMax().asLongValue()))
                // What is under way is bounded by the lines, so that nothing waits for a connection.
                .setMaxPoolSize(service.underWayMax() * Route.values().length
                        + config.liveViews().openMax());
    }

    /** Its method, of those that there are. */
    static String methodOf(HttpServerRequest request) {
        return METHODS.contains(request.method()) ? request.method().name() : "OTHER";
    }

    private void takeInvalid(HttpServerRequest request) {
        ProblemCode code = switch (request.decoderResult().cause()) {
            case TooLongHttpLineException _ -> ProblemCode.REQUEST_LINE_TOO_LONG;
            case TooLongHttpHeaderException _ -> ProblemCode.HEADERS_TOO_LARGE;
            default -> ProblemCode.INVALID_REQUEST;
        };
        Exchange exchange = new Exchange(request, vertx.getOrCreateContext());
        exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        let(exchange, new Destination.Refused(code.problem(code.title()).build()));
    }

    private void take(HttpServerRequest request) {
        Exchange exchange = new Exchange(request, vertx.getOrCreateContext());
        let(exchange, destinationOf(exchange));
    }

    private Destination destinationOf(Exchange exchange) {
        try {
            exchange.requireBodyWithin(config.body().sizeMax().asLongValue());
            Target target = Target.of(exchange.request().uri());
            requireForm(exchange.request());
            return Destination.of(target);
        } catch (Problem problem) {
            return new Destination.Refused(problem);
        }
    }

    private void requireForm(HttpServerRequest request) {
        if (!METHODS.contains(request.method())) {
            throw ProblemCode.METHOD_NOT_ALLOWED
                    .problem(ProblemCode.METHOD_NOT_ALLOWED.title())
                    .withHeader(
                            "Allow",
                            String.join(
                                    ", ",
                                    METHODS.stream()
                                            .map(HttpMethod::name)
                                            .sorted()
                                            .toList()))
                    .build();
        }
        if (request.headers().entries().size() > config.headers().countMax()) {
            throw ProblemCode.HEADERS_TOO_LARGE
                    .problem("a request may have " + config.headers().countMax() + " headers at most")
                    .build();
        }
        // Without one the service would see its own name, and take the client for somebody on its own machine.
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() != 1 || hosts.getFirst().length() > HOST_LENGTH_MAX || request.authority() == null) {
            throw ProblemCode.INVALID_REQUEST
                    .problem("a request needs one Host, which names one")
                    .build();
        }
    }

    private void let(Exchange exchange, Destination destination) {
        long began = System.nanoTime();
        Traffic traffic = shared.traffic();
        traffic.began();
        exchange.response().putHeader(CorrelationId.HEADER, exchange.correlationId());
        exchange.nameSpan(destination);
        exchange.response().endHandler(_ -> traffic.ended(exchange, destination, System.nanoTime() - began));
        try {
            if (traffic.isStopping()) {
                exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                throw Problem.temporarilyUnavailable("stopping; nothing was done");
            }
            shared.rateLimits().count(exchange.request(), destination);
            enter(exchange, destination);
        } catch (Problem problem) {
            exchange.refuse(problem);
        } catch (RuntimeException e) {
            exchange.log(() -> LOG.error("a request failed unexpectedly", e));
            exchange.refuse(ProblemCode.INTERNAL_ERROR
                    .problem("unexpected; the log has more, by this correlation id")
                    .build());
        }
    }

    private void enter(Exchange exchange, Destination destination) {
        switch (destination) {
            case Destination.Refused refused -> throw refused.problem();
            case Destination.Description _ -> shared.description().answer(exchange);
            case Destination.DeadLetterList _ -> listDeadLetters(exchange);
            case Destination.ToService service -> forward(exchange, service.route());
        }
    }

    private void listDeadLetters(Exchange exchange) {
        HttpMethod method = exchange.request().method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            forward(exchange, Route.SERVICES.getFirst()); // which refuses as each would
            return;
        }
        Optional<Route> asked = DeadLetterLists.oneService(exchange);
        if (asked.isPresent()) {
            forward(exchange, asked.get());
        } else {
            DeadLetterLists.answer(exchange, shared, services());
        }
    }

    private void forward(Exchange exchange, Route route) {
        exchange.body(config.body().sizeMax().asLongValue(), config.body().timeout())
                .onSuccess(body -> new Forwarding(exchange, route, shared, services(), body).begin())
                .onFailure(failure -> exchange.refuse((Problem) failure));
    }

    private HttpClient services() {
        return Objects.requireNonNull(services, "not started");
    }
}
