package outerpark.common.batching;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whether customers come in a rush: for some time now many of them have been waiting. Each waits for a seat, so whoever
 * can do its work a moment later lets them go first. How many wait is averaged over time, the past counting ever less:
 * a slow commit or two make a queue, and no rush. Those who wait at one step may be the same as those at another.
 */
@Singleton
public final class Rush {

    /** What was so long ago counts for e times less than what is. */
    private static final double MEMORY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int customersMin;
    private final LongSupplier nanoTime;
    private final Map<String, Crowd> crowds = new ConcurrentHashMap<>();

    /** @param customersMin so many who wait at any step, on the average, are a rush */
    @Inject
    public Rush(@ConfigProperty(name = "outerpark.rush.customers-min") int customersMin) {
        this(customersMin, System::nanoTime);
    }

    Rush(int customersMin, LongSupplier nanoTime) {
        this.customersMin = customersMin;
        this.nanoTime = nanoTime;
    }

    /** Somebody waits at that step from now on until this completes. */
    public <T> CompletableFuture<T> waitsFor(CompletableFuture<T> answer, String step) {
        Crowd crowd = crowds.computeIfAbsent(step, s -> new Crowd());
        crowd.change(1);
        var _ = answer.whenComplete((_, _) -> crowd.change(-1));
        return answer;
    }

    public boolean isOn() {
        return crowds.values().stream().anyMatch(crowd -> crowd.average() >= customersMin);
    }

    /** Those who wait at one step. */
    private final class Crowd {

        private int waiting;
        private double average;
        private long averagedAt = nanoTime.getAsLong();

        synchronized double average() {
            change(0);
            return average;
        }

        synchronized void change(int by) {
            long now = nanoTime.getAsLong();
            double past = Math.exp((averagedAt - now) / MEMORY_NANOS);
            average = average * past + waiting * (1 - past);
            averagedAt = now;
            waiting += by;
        }
    }
}
