package outerpark.standalone;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;
import outerpark.machine.StopSignal;

/** The services from the moment the server listens: says so when they are ready, and waits for the end. */
@Singleton
public final class Standalone implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(Standalone.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SmallRyeHealthReporter health;
    private final HttpServer server;

    Standalone(SmallRyeHealthReporter health, HttpServer server) {
        this.health = health;
        this.server = server;
    }

    @Override
    public int run(String... arguments) throws InterruptedException {
        if (isReadyAtLast()) {
            Running.announce(server.getPort());
        }
        Quarkus.waitForExit();
        return 0;
    }

    /** Waits until readiness is up; false if the process is asked to stop before. */
    private boolean isReadyAtLast() throws InterruptedException {
        long complainAt = System.nanoTime() + PATIENCE.toNanos();
        while (!StopSignal.isRaised()) {
            if (!health.getReadiness().isDown()) {
                return true;
            }
            if (System.nanoTime() > complainAt) {
                LOG.warn("not ready yet: " + health.getReadiness().getPayload());
                complainAt = Long.MAX_VALUE;
            }
            Thread.sleep(LOOK_EVERY);
        }
        return false;
    }
}
