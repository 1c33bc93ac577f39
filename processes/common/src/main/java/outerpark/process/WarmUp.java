package outerpark.process;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Makes a process that has just begun ready only when its {@link HotPath}s are gone quickly, because a first customer
 * would not wait for classes to be loaded and connections to be made. But not for long: whoever is on such a path may
 * be away at that very time.
 */
@Singleton
final class WarmUp {

    private static final Logger LOG = Logger.getLogger(WarmUp.class);

    /** Longer than the other services take to start on a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Quick is a small part of what a reservation waits for musical; this often one after the other. */
    private static final Duration QUICK = Duration.ofMillis(50);

    static final int QUICK_IN_A_ROW = 10;

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final List<HotPath> paths;
    private final Clock clock;
    private final Instant patienceEnds;
    private final CountDownLatch cold;

    WarmUp(@All List<HotPath> paths, Clock clock) {
        this.paths = paths;
        this.clock = clock;
        this.patienceEnds = clock.instant().plus(PATIENCE);
        this.cold = new CountDownLatch(paths.size());
    }

    @Produces
    @Singleton
    @Readiness
    static HealthCheck warm(WarmUp warmUp) {
        return () -> HealthCheckResponse.named("warm").status(warmUp.isOver()).build();
    }

    void start(@Observes StartupEvent event) {
        paths.forEach(path -> Thread.ofVirtual().name("warm-up").start(() -> warm(path)));
    }

    /** Whether all paths are warm, or are not waited for any more. */
    boolean isOver() {
        return cold.getCount() == 0 || isPatienceOver();
    }

    private boolean isPatienceOver() {
        return clock.instant().isAfter(patienceEnds);
    }

    private void warm(HotPath path) {
        int quickInARow = 0;
        while (quickInARow < QUICK_IN_A_ROW && !isPatienceOver()) {
            quickInARow = isQuick(path) ? quickInARow + 1 : 0;
        }
        cold.countDown();
    }

    private boolean isQuick(HotPath path) {
        Instant begun = clock.instant();
        try {
            path.go(TIMEOUT).join();
            return Duration.between(begun, clock.instant()).compareTo(QUICK) <= 0;
        } catch (CompletionException e) {
            LOG.debug("nobody there yet", e);
            pause();
            return false;
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
