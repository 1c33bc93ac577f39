package outerpark.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.BindException;
import java.net.URI;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Opens the doors at the start, and closes them at the stop when what has begun is over. Ready means that they are
 * open, whatever the services do: were the gateway down with one of them, that one would take all others off too.
 */
@Singleton
final class Gateway {

    private static final Logger LOG = Logger.getLogger(Gateway.class);
    private static final String ANY_ADDRESS = "0.0.0.0";

    private final Vertx vertx;
    private final Listening listening;
    private final GatewayConfig config;
    private final Shared shared;
    private volatile boolean isOpen;

    Gateway(
            Vertx vertx,
            Listening listening,
            GatewayConfig config,
            Addresses addresses,
            MeterRegistry metrics,
            @ConfigProperty(name = "outerpark.management.host") String managementHost,
            @ConfigProperty(name = "outerpark.management.port") int managementPort,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled", defaultValue = "false") boolean isUntraced) {
        this.vertx = vertx;
        this.listening = listening;
        this.config = config;
        String host = managementHost.equals(ANY_ADDRESS) ? "127.0.0.1" : managementHost;
        URI own = URI.create("http://" + host + ":" + managementPort);
        this.shared = Shared.of(config, addresses, own, !isUntraced, metrics);
    }

    void open(@Observes StartupEvent start) {
        DeploymentOptions oneForEachCore =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        String address = "http://" + listening.host() + ":" + listening.port();
        try {
            vertx.deployVerticle(() -> new Door(listening, shared), oneForEachCore)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() instanceof BindException taken
                    ? new QuarkusBindException(listening.host(), listening.port(), taken)
                    : e;
            throw new IllegalStateException("cannot take requests at " + address, cause);
        }
        isOpen = true;
        LOG.info("open at " + address);
    }

    /**
     * Answers what has begun, refuses what comes, and ends the streams, which have no end of their own. Before anything
     * else stops: until then whoever asks at the management port is told that it takes no more.
     */
    void close(@Observes ShutdownDelayInitiatedEvent stop) throws InterruptedException {
        isOpen = false;
        shared.traffic().stop();
        int cutOff = shared.traffic().awaitRest(config.stopTimeout());
        if (cutOff > 0) {
            LOG.warnf("%d requests took longer than %s and are cut off", cutOff, config.stopTimeout());
        }
    }

    @Produces
    @Singleton
    @Readiness
    static HealthCheck ready(Gateway gateway) {
        return () -> HealthCheckResponse.named("doors").status(gateway.isOpen).build();
    }
}
