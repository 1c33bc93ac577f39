package outerpark.common.batching;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whether customers come in a rush. Each of them waits for a seat now, so whoever can do its work a moment later lets
 * them go first. A rush shows in the batches: they are as large as what came while the one before was committed.
 */
@Singleton
public final class Rush {

    /** A rush goes on while batches like that come no further apart. */
    private static final long LASTS_NANOS = Duration.ofMillis(100).toNanos();

    private final int batchMin;
    private volatile long lastNanos = System.nanoTime() - LASTS_NANOS;

    /** @param batchMin customers in one batch from which on it is a rush */
    public Rush(@ConfigProperty(name = "outerpark.rush.batch-min") int batchMin) {
        this.batchMin = batchMin;
    }

    /** So many customers were served by one batch. */
    public void served(int customers) {
        if (customers >= batchMin) {
            lastNanos = System.nanoTime();
        }
    }

    public boolean isOn() {
        return System.nanoTime() - lastNanos < LASTS_NANOS;
    }
}
