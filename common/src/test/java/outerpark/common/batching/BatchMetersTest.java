package outerpark.common.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import outerpark.common.batching.NotPerformed.Reason;

class BatchMetersTest {

    /** The registry is everybody's, the name is not. */
    private final String batcher = "batcher-" + UUID.randomUUID();

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AtomicInteger waiting = new AtomicInteger();

    @BeforeEach
    void listen() {
        Metrics.addRegistry(metrics);
    }

    @AfterEach
    void leave() {
        Metrics.removeRegistry(metrics);
    }

    @Test
    void whatWaitsIsReadWhenItIsAskedFor() {
        meters();
        waiting.set(7);
        assertThat(found("outerpark.batch.waiting").gauge().value()).isEqualTo(7);
        waiting.set(0);
        assertThat(found("outerpark.batch.waiting").gauge().value()).isZero();
    }

    @Test
    void eachBatchTellsItsSizeAndItsLongestWait() {
        BatchMeters meters = meters();
        meters.taken(3, TimeUnit.MILLISECONDS.toNanos(20));
        meters.taken(5, TimeUnit.MILLISECONDS.toNanos(10));
        assertThat(found("outerpark.batch.size").summary().count()).isEqualTo(2);
        assertThat(found("outerpark.batch.size").summary().totalAmount()).isEqualTo(8);
        assertThat(found("outerpark.batch.wait").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(30);
        assertThat(found("outerpark.batch.wait").timer().max(TimeUnit.MILLISECONDS))
                .isEqualTo(20);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonToRefuseIsThereBeforeItFirstHappensAndCountsByItself(Reason reason) {
        BatchMeters meters = meters();
        assertThat(refusals()).isZero();
        meters.refused(reason);
        assertThat(refusals()).isEqualTo(1);
        assertThat(found("outerpark.batch.refused")
                        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private BatchMeters meters() {
        return new BatchMeters(batcher, waiting::get);
    }

    private double refusals() {
        assertThat(found("outerpark.batch.refused").counters()).hasSameSizeAs(Reason.values());
        return found("outerpark.batch.refused").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private RequiredSearch found(String meter) {
        return metrics.get(meter).tag("batcher", batcher);
    }
}
