package outerpark.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import outerpark.contracts.events.Event.CancelReason;
import outerpark.reservation.domain.Booking;
import outerpark.reservation.domain.Customer;
import outerpark.reservation.domain.PaymentStatus;
import outerpark.reservation.domain.Reservation;

class SagaMetersTest {

    private static final Instant AT = Instant.parse("2026-11-22T09:00:00Z");
    private static final Instant PAY_BY = AT.plus(Duration.ofMinutes(15));
    private static final Booking BOOKING = new Booking(
            UUID.fromString("0190a8c0-0000-7000-8000-000000000001"),
            UUID.fromString("0190a8c0-0000-7000-8000-000000000002"),
            1003,
            3,
            150_000,
            Customer.UNKNOWN,
            "CARD",
            null,
            AT,
            "c",
            null);
    private static final Reservation RESERVED = Reservation.place(BOOKING, PAY_BY);
    private static final Reservation CONFIRMED = new Reservation.Confirmed(BOOKING, PAY_BY, 2);
    private static final Reservation CANCELLED =
            new Reservation.Cancelled(BOOKING, PaymentStatus.DECLINED, PAY_BY, CancelReason.UNPAID, 3);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final SagaMeters meters =
            new SagaMeters(Clock.fixed(AT.plus(Duration.ofMillis(1_500)), ZoneOffset.UTC), metrics);

    @Test
    void eachOutcomeIsThereBeforeItFirstHappens() {
        assertThat(timer("confirmed").count()).isZero();
        assertThat(timer("cancelled").count()).isZero();
    }

    @Test
    void aReservationThatIsPaidCountsFromItsBeginning() {
        meters.changed(RESERVED, CONFIRMED);
        assertThat(timer("confirmed").count()).isEqualTo(1);
        assertThat(timer("confirmed").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(1_500);
        assertThat(timer("cancelled").count()).isZero();
    }

    @Test
    void oneThatIsCancelledBeforeItIsPaidCountsAsCancelled() {
        meters.changed(RESERVED, CANCELLED);
        assertThat(timer("cancelled").count()).isEqualTo(1);
        assertThat(timer("confirmed").count()).isZero();
    }

    @Test
    void oneThatIsNotDecidedOrWasBeforeDoesNotCount() {
        meters.changed(RESERVED, new Reservation.Reserved(BOOKING, PaymentStatus.DEFERRED, PAY_BY, true, 2));
        meters.changed(CONFIRMED, CANCELLED);
        assertThat(timer("confirmed").count()).isZero();
        assertThat(timer("cancelled").count()).isZero();
    }

    private Timer timer(String outcome) {
        return metrics.get("outerpark.reservation.saga").tag("outcome", outcome).timer();
    }
}
