package outerpark.common.batching;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the metrics tell of a {@link Batcher}: what waits and how long, how much is taken at once, what is refused. */
final class BatchMeters {

    private static final String BATCHER = "batcher";

    private final Timer wait;
    private final DistributionSummary size;
    private final Map<NotPerformed.Reason, Counter> refused = new EnumMap<>(NotPerformed.Reason.class);

    BatchMeters(String batcher, Supplier<Number> waiting) {
        Gauge.builder("outerpark.batch.waiting", waiting)
                .description("requests that wait to be taken into a batch")
                .tag(BATCHER, batcher)
                .strongReference(true)
                .register(Metrics.globalRegistry);
        wait = Timer.builder("outerpark.batch.wait")
                .description("how long the request that waited longest in each batch has waited")
                .tag(BATCHER, batcher)
                .register(Metrics.globalRegistry);
        size = DistributionSummary.builder("outerpark.batch.size")
                .description("requests in a batch")
                .tag(BATCHER, batcher)
                .register(Metrics.globalRegistry);
        for (NotPerformed.Reason reason : NotPerformed.Reason.values()) {
            refused.put(
                    reason,
                    Counter.builder("outerpark.batch.refused")
                            .description("requests that were refused before anything was done for them")
                            .tag(BATCHER, batcher)
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(Metrics.globalRegistry));
        }
    }

    void taken(int requests, long longestWaitNanos) {
        size.record(requests);
        wait.record(longestWaitNanos, TimeUnit.NANOSECONDS);
    }

    void refused(NotPerformed.Reason reason) {
        Objects.requireNonNull(refused.get(reason)).increment();
    }
}
