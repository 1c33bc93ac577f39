package outerpark.reservation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import outerpark.reservation.domain.Reservation;

/** How long reservations take from 201 to their end, paid or cancelled, for the metrics. */
@Singleton
final class SagaMeters {

    private static final Duration[] BUCKETS = Stream.of(
                    "0.05S", "0.1S", "0.25S", "0.5S", "1S", "2.5S", "5S", "10S", "30S", "1M", "5M", "15M")
            .map(length -> Duration.parse("PT" + length))
            .toArray(Duration[]::new);

    private final Clock clock;
    private final MeterRegistry metrics;

    SagaMeters(Clock clock, MeterRegistry metrics) {
        this.clock = clock;
        this.metrics = metrics;
    }

    /** The reservation has changed. What becomes of one that was paid already is not counted again. */
    void changed(Reservation before, Reservation after) {
        if (before instanceof Reservation.Reserved && !(after instanceof Reservation.Reserved)) {
            Timer.builder("outerpark.reservation.saga")
                    .description("from the reservation to its payment or cancellation")
                    .tag("outcome", ReservationStore.statusOf(after).toLowerCase(Locale.ROOT))
                    .serviceLevelObjectives(BUCKETS)
                    .register(metrics)
                    .record(Duration.between(after.booking().reservedAt(), clock.instant()));
        }
    }
}
