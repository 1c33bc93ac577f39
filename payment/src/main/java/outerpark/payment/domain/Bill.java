package outerpark.payment.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be paid; never changes.
 *
 * @param amount in KRW
 * @param method how the customer wants to pay, if that was said
 * @param openedAt when payment first heard of the reservation
 */
public record Bill(
        UUID paymentId,
        UUID reservationId,
        long amount,
        @Nullable String method,
        Instant openedAt) {}
