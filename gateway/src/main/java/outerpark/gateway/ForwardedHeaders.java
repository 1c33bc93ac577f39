package outerpark.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import outerpark.http.CorrelationId;

/** Which headers go on, and which come back: none that are about a connection, and none that tell of the inside. */
final class ForwardedHeaders {

    /** About the connection that they came on (RFC 9110), together with those that Connection names. */
    private static final Set<String> OF_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Made here, for every request. */
    private static final Set<String> NOT_FORWARDED = Set.of(
            "content-length",
            "expect",
            "forwarded",
            "correlation-id",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            // Only services have one.
            "service-credential");

    /** Sent by the tracer, where there is one, for a span of the gateway's own. */
    private static final Set<String> OF_TRACER = Set.of("traceparent", "tracestate", "baggage");

    private static final Set<String> NOT_RETURNED = Set.of("server", "via", "x-powered-by", "correlation-id");

    private final TrustedProxies proxies;
    private final Set<String> notForwarded;

    /**
     * @param isTraced whether the gateway's requests to the services are spans of a trace
     */
    ForwardedHeaders(TrustedProxies proxies, boolean isTraced) {
        this.proxies = proxies;
        Set<String> left = new HashSet<>(NOT_FORWARDED);
        if (isTraced) {
            left.addAll(OF_TRACER);
        }
        this.notForwarded = Set.copyOf(left);
    }

    /** The headers of the request that goes on: Host too is the client's own. */
    MultiMap of(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        copy(request.headers(), headers, notForwarded);
        headers.set(CorrelationId.HEADER, exchange.correlationId());
        proxies.tell(request, headers);
        return headers;
    }

    /** Copies the headers of a service's answer to those of the gateway's. */
    static void comeBack(MultiMap answered, Exchange exchange) {
        copy(answered, exchange.response().headers(), NOT_RETURNED);
        exchange.response().putHeader(CorrelationId.HEADER, exchange.correlationId());
    }

    private static void copy(MultiMap from, MultiMap to, Set<String> without) {
        Set<String> named = named(from.getAll(HttpHeaders.CONNECTION));
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!OF_CONNECTION.contains(name) && !without.contains(name) && !named.contains(name)) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    private static Set<String> named(List<String> connection) {
        if (connection.isEmpty()) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        for (String value : connection) {
            Arrays.stream(value.split(",", -1))
                    .map(name -> name.strip().toLowerCase(Locale.ROOT))
                    .forEach(names::add);
        }
        names.remove("host"); // no option of a connection: whom the client means is not its to take away
        return names;
    }
}
