package outerpark.reservation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
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
    private final Timer confirmed;
    private final Timer cancelled;

    SagaMeters(Clock clock, MeterRegistry metrics) {
        this.clock = clock;
        this.confirmed = timer("confirmed", metrics);
        this.cancelled = timer("cancelled", metrics);
    }

    /** The reservation has changed. What becomes of one that was paid already is not counted again. */
    void changed(Reservation before, Reservation after) {
        if (!(before instanceof Reservation.Reserved)) {
            return;
        }
        Duration took = Duration.between(after.booking().reservedAt(), clock.instant());
        switch (after) {
            case Reservation.Reserved _ -> {}
            case Reservation.Confirmed _ -> confirmed.record(took);
            case Reservation.Cancelled _ -> cancelled.record(took);
        }
    }

    private static Timer timer(String outcome, MeterRegistry metrics) {
        return Timer.builder("outerpark.reservation.saga")
                .description("from the reservation to its payment or cancellation")
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(metrics);
    }
}
