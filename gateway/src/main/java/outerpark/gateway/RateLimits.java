package outerpark.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import outerpark.gateway.GatewayConfig.Limit;
import outerpark.http.Problem;
import outerpark.http.ProblemCode;

/**
 * How often a client may ask: by its address, and by what it authenticates itself with. Of each limit a bounded number
 * of clients is remembered. One that has not asked for as long as it takes to have all its requests again is forgotten,
 * which makes no difference; if there are more, those that ask least are, and begin anew.
 */
final class RateLimits {

    private final TrustedProxies proxies;
    private final @Nullable Buckets byAddress;
    private final @Nullable Buckets byCaller;
    private final @Nullable Buckets ofReservations;

    RateLimits(GatewayConfig.RateLimit config, TrustedProxies proxies, MeterRegistry metrics) {
        this.proxies = proxies;
        this.byAddress = buckets("address", config.address(), config.rememberedMax(), metrics);
        this.byCaller = buckets("caller", config.caller(), config.rememberedMax(), metrics);
        this.ofReservations = buckets("reservations", config.reservations(), config.rememberedMax(), metrics);
    }

    /**
     * Counts the request.
     *
     * @throws Problem {@code rate-limited} if it is one too many
     */
    void count(HttpServerRequest request, Destination destination) {
        if (byAddress != null) {
            byAddress.take(proxies.clientOf(request));
        }
        if (ofReservations != null
                && request.method().equals(HttpMethod.POST)
                && destination.equals(Destination.RESERVATIONS)) {
            ofReservations.take(proxies.clientOf(request));
        }
        @Nullable String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (byCaller != null && credentials != null) {
            byCaller.take(digest(credentials));
        }
    }

    private static @Nullable Buckets buckets(String name, Limit limit, int rememberedMax, MeterRegistry metrics) {
        // Without the limit too, so that whoever looks at it sees that there were none.
        Counter refused = Counter.builder("outerpark.gateway.rate_limited")
                .description("requests that were one too many for a limit")
                .tag("limit", name)
                .register(metrics);
        return limit.perSecond() == 0 ? null : new Buckets(name, limit, rememberedMax, refused, metrics);
    }

    /** What is secret is not kept. */
    private static String digest(String credentials) {
        try {
            byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    /** The buckets of one limit, by client. */
    private static final class Buckets {

        private final Limit limit;
        private final Cache<String, Bucket> ofClients;
        private final Counter refused;

        Buckets(String name, Limit limit, int rememberedMax, Counter refused, MeterRegistry metrics) {
            this.limit = limit;
            this.ofClients = Caffeine.newBuilder()
                    .maximumSize(rememberedMax)
                    .expireAfterAccess(Duration.ofSeconds(1 + limit.burst() / limit.perSecond()))
                    .executor(Runnable::run)
                    .build();
            Gauge.builder("outerpark.gateway.rate_limit.remembered", ofClients, Cache::estimatedSize)
                    .description("clients of which a limit knows how often they have asked")
                    .tag("limit", name)
                    .register(metrics);
            this.refused = refused;
        }

        void take(String client) {
            ConsumptionProbe taken = ofClients.get(client, _ -> bucket()).tryConsumeAndReturnRemaining(1);
            if (!taken.isConsumed()) {
                refused.increment();
                long wait = TimeUnit.NANOSECONDS.toSeconds(taken.getNanosToWaitForRefill()) + 1;
                throw ProblemCode.RATE_LIMITED
                        .problem("at most " + limit.perSecond() + " such requests a second; nothing was done")
                        .withHeader("Retry-After", wait)
                        .build();
            }
        }

        private Bucket bucket() {
            return Bucket.builder()
                    .addLimit(bandwidth -> bandwidth
                            .capacity(Math.max(1, limit.burst()))
                            .refillGreedy(limit.perSecond(), Duration.ofSeconds(1)))
                    .withNanosecondPrecision()
                    .build();
        }
    }
}
