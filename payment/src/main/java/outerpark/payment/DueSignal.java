package outerpark.payment;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the one who takes payments whose turn has come, so that they are asked at once and not at the next look. */
@Singleton
final class DueSignal {

    private final Semaphore wake = new Semaphore(0);

    void raise() {
        wake.release();
    }

    /** Returns when it is raised, or was since the last time, or after {@code timeout}. */
    void await(Duration timeout) throws InterruptedException {
        if (wake.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            wake.drainPermits();
        }
    }
}
