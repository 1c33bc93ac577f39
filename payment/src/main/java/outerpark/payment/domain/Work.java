package outerpark.payment.domain;

import java.util.UUID;

/** What the provider is to be asked for a payment whose turn it is. */
public sealed interface Work {

    /** Take the money. */
    record Ask(PaymentProvider.Charge charge) implements Work {}

    /** Give it back; {@code taken} KRW are known to have been taken. */
    record GiveBack(UUID paymentId, long taken) implements Work {}
}
