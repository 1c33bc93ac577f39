package outerpark.common.chores;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.common.Stopping;

/** A process that stops lets the chores under way end, and begins no more. */
@Singleton
final class Chores {

    private static final Logger LOG = Logger.getLogger(Chores.class);

    /** Longer than most take that are not held up; those that are can be repeated from wherever they end. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Read by each chore for as long as it goes on, and written by the stop, which never gives it back. */
    private final ReadWriteLock goingOn = new ReentrantReadWriteLock();

    private volatile boolean stopping;

    /** Does it unless the process is stopping. */
    @Nullable
    Object run(Callable<@Nullable Object> chore) throws Exception {
        if (!goingOn.readLock().tryLock()) {
            return null;
        }
        try {
            return stopping ? null : chore.call();
        } finally {
            goingOn.readLock().unlock();
        }
    }

    void stop(@Observes @Priority(Stopping.STARTERS) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        if (!goingOn.writeLock().tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warnf("a chore goes on %d s after the process was to stop; it is not waited for", PATIENCE.toSeconds());
        }
    }
}
