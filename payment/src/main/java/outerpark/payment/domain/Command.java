package outerpark.payment.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Cause;

/** What payment is told about one reservation: by the reservation service, the customer, the provider, or the clock. */
public sealed interface Command {

    UUID reservationId();

    /** What concerns a payment that nobody else may be working on. */
    sealed interface OfClaim extends Command {
        /** The claim that the command follows from; see {@link Turn#claims}. */
        int claim();
    }

    /** The reservation is stored; {@code paymentId} is for the payment if there is none yet. */
    record Place(
            UUID reservationId,
            UUID paymentId,
            long amount,
            @Nullable String method,
            Cause cause) implements Command {}

    /** The reservation is cancelled; {@code paymentId} is for the payment if there is none yet. */
    record Cancel(UUID reservationId, UUID paymentId, long amount, Cause cause) implements Command {}

    /**
     * The reservation's time to pay has run out.
     *
     * @param graceUntil while the provider is in trouble nobody can pay: a customer who is awaited has until then; else
     *     null
     */
    record Due(UUID reservationId, @Nullable Instant graceUntil, Cause cause) implements Command {}

    /** The customer wants to pay now, perhaps with the key of the provider's checkout. */
    record PayNow(UUID reservationId, @Nullable String paymentKey) implements Command {}

    /** The provider says that something has happened; {@code paymentKey} is its checkout's, if that is told. */
    record Nudge(UUID reservationId, @Nullable String paymentKey) implements Command {}

    /** Somebody takes the payment's turn, until then; {@code graceUntil} as in {@link Due}. */
    record Claim(
            UUID reservationId, Instant until, @Nullable Instant graceUntil) implements Command {}

    /** The provider answered; a customer who is handed a checkout after the time to pay has until {@code windowEnd}. */
    record Answered(UUID reservationId, int claim, PaymentProvider.ChargeResult result, Instant windowEnd)
            implements OfClaim {}

    /**
     * The provider gave no answer.
     *
     * @param asked whether it may have heard the question
     */
    record NoAnswer(UUID reservationId, int claim, boolean asked, Instant retryAt) implements OfClaim {}

    /** The provider gave back that many KRW. */
    record GaveBack(UUID reservationId, int claim, long refunded) implements OfClaim {}

    /** The provider did not give back, or did not say so; {@code note} is what is known of why. */
    record NotGivenBack(
            UUID reservationId, int claim, @Nullable String note, Instant retryAt) implements OfClaim {}
}
