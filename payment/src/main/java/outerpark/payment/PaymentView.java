package outerpark.payment;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.payment.domain.Payment;
import outerpark.payment.domain.State;
import outerpark.payment.domain.Status;

/**
 * A payment as the public contract has it.
 *
 * @param amount in KRW
 * @param attempts how often the provider was asked for the money
 * @param note what the provider said when it decided
 * @param checkout what the provider's widget needs, while the customer is awaited
 */
public record PaymentView(
        UUID paymentId,
        UUID reservationId,
        long amount,
        Status status,
        int attempts,
        Instant updatedAt,
        @Nullable String note,
        @Nullable Map<String, String> checkout) {

    static PaymentView of(Payment payment) {
        return new PaymentView(
                payment.bill().paymentId(),
                payment.reservationId(),
                payment.bill().amount(),
                payment.status(),
                payment.attempts(),
                payment.updatedAt(),
                payment.providerNote(),
                payment.state() instanceof State.AwaitingCustomer awaiting
                        ? awaiting.checkout().data()
                        : null);
    }
}
