package outerpark.payment.domain;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whoever takes the money. Both calls are idempotent by payment id: asked again, they answer as the first time and move
 * no money. A call that throws, or is interrupted, leaves open what it did. Calls may wait; they run on virtual
 * threads.
 */
public interface PaymentProvider {

    /** Names it in the configuration and to the manager. */
    String name();

    /**
     * Takes the amount, refuses, or hands the customer a checkout; after a {@link #giveBack} it takes nothing.
     *
     * @param attempt counts the times that something was asked about this payment
     */
    ChargeResult charge(Charge charge, int attempt);

    /**
     * Gives back all that was taken under this payment id and sees to it that nothing is taken any more.
     *
     * @param taken KRW known to have been taken; 0 if nothing is known of it
     * @param attempt as in {@link #charge}
     * @return KRW given back, whenever that was
     */
    long giveBack(UUID paymentId, long taken, int attempt);

    /** Whether the key can be of that checkout, as far as can be told without asking the provider. */
    default boolean isKeyOf(Map<String, String> checkout, String paymentKey) {
        return true;
    }

    /** What a call from the provider comes to, by its signature and content. */
    default Webhook read(WebhookCall call) {
        return new Webhook.Irrelevant();
    }

    /**
     * An amount to be taken.
     *
     * @param paymentId knows a repeated charge from a new one
     * @param amount in KRW, at least 1
     * @param method how the customer wants to pay, in the customer's own word
     * @param paymentKey what the provider's checkout gave the customer, if that has happened
     */
    record Charge(
            UUID paymentId,
            long amount,
            @Nullable String method,
            @Nullable String paymentKey) {}

    /** The provider's answer. Only {@link Approved} took money. */
    sealed interface ChargeResult {}

    /** The money is taken; {@code reference} is the provider's own name for it. */
    record Approved(String reference) implements ChargeResult {}

    /** There will be no money: final. */
    record Declined(String reason) implements ChargeResult {}

    /**
     * The customer has to act first. Nothing is taken until a charge with the key that the checkout gives the customer.
     *
     * @param checkout what the provider's widget needs
     */
    record AwaitsCustomer(Map<String, String> checkout) implements ChargeResult {}
}
