package outerpark.reservation.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was booked: it never changes.
 *
 * @param amount seats times the price at the moment they were taken, in KRW
 * @param bodyHash of the request, if it came with an idempotency key
 * @param correlationId of the request
 * @param traceparent of the request, if it sent one
 */
public record Booking(
        UUID reservationId,
        UUID holdId,
        long musicalId,
        int seats,
        long amount,
        Customer customer,
        @Nullable String paymentMethod,
        @Nullable UUID bodyHash,
        Instant reservedAt,
        String correlationId,
        @Nullable String traceparent) {}
