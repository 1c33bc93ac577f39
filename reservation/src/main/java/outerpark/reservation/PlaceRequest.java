package outerpark.reservation;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Cause;
import outerpark.reservation.domain.Customer;

/**
 * A checked request for seats.
 *
 * @param customerId who asks, if they are signed in
 * @param bodyHash of a request with an idempotency key, which then determines the reservation's id; else none
 */
record PlaceRequest(
        UUID reservationId,
        @Nullable UUID customerId,
        @Nullable UUID bodyHash,
        long musicalId,
        int seats,
        Customer customer,
        @Nullable String paymentMethod,
        Cause cause) {}
