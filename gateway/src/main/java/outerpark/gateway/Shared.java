package outerpark.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import outerpark.http.Replicas;

/** What all doors have in common. Safe for threads. */
record Shared(
        GatewayConfig config,
        Map<Route, ServiceLine> lines,
        Traffic traffic,
        RateLimits rateLimits,
        ForwardedHeaders headers,
        ApiDescription description) {

    /**
     * @param own where the gateway's health and metrics are
     * @param isTraced whether requests to the services are spans of a trace
     */
    static Shared of(GatewayConfig config, Addresses addresses, URI own, boolean isTraced, MeterRegistry metrics) {
        Map<Route, ServiceLine> lines = new EnumMap<>(Route.class);
        for (Route route : Route.values()) {
            Replicas replicas = new Replicas(
                    addressesOf(route, addresses, own), config.service().asideFor());
            int underWayMax = route == Route.LIVE_VIEWS
                    ? config.liveViews().openMax()
                    : config.service().underWayMax();
            lines.put(route, new ServiceLine(route, replicas, underWayMax, config, metrics));
        }
        TrustedProxies proxies = new TrustedProxies(config.trustedProxies().orElse(List.of()));
        return new Shared(
                config,
                lines,
                new Traffic(metrics),
                new RateLimits(config.rateLimit(), proxies, metrics),
                new ForwardedHeaders(proxies, isTraced),
                new ApiDescription());
    }

    ServiceLine line(Route route) {
        return Objects.requireNonNull(lines.get(route));
    }

    private static List<URI> addressesOf(Route route, Addresses addresses, URI own) {
        return switch (route) {
            case MUSICAL -> addresses.musical();
            case RESERVATION -> addresses.reservation();
            case PAYMENT -> addresses.payment();
            case NOTICE -> addresses.notice();
            case CUSTOMERCENTER, LIVE_VIEWS -> addresses.customercenter();
            case OWN -> List.of(own);
        };
    }
}
