package outerpark.payment.domain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a call from the provider comes to. None is taken at its word: it only says about which payment the provider is
 * worth asking. So it does not matter whether one comes twice, late, in another order or never.
 */
public sealed interface Webhook {

    /**
     * Something has happened to a payment.
     *
     * @param paymentKey what the customer's checkout gave, if that is told
     */
    record About(UUID paymentId, @Nullable String paymentKey) implements Webhook {}

    /** It is about nothing that matters here. */
    record Irrelevant() implements Webhook {}

    /** It is not of the provider's form. */
    record Malformed(String why) implements Webhook {}

    /** It is not signed by the provider. */
    record Forged() implements Webhook {}
}
