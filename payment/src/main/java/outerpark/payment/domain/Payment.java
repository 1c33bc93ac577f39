package outerpark.payment.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Event;

/**
 * The payment of one reservation.
 *
 * @param attempts how often the provider was asked for the money
 * @param providerNote what the provider said when it decided (its reference, or its reason), or why it did not give
 *     back
 * @param revision counts what became of it, from 1
 * @param cause why the latest of that happened
 */
public record Payment(
        Bill bill,
        State state,
        Turn turn,
        int attempts,
        @Nullable String providerNote,
        long revision,
        Instant updatedAt,
        Cause cause) {

    /** What becomes of a payment, and what is told of it. */
    public record Change(Payment payment, @Nullable Event told) {}

    public UUID reservationId() {
        return bill.reservationId();
    }

    public Status status() {
        return state.status();
    }

    /** What the provider is to be asked now; nothing if the payment is at rest. */
    public Optional<Work> work() {
        return switch (state) {
            case State.Unpaid unpaid
            when unpaid.progress().isCancelled() -> Optional.of(new Work.GiveBack(bill.paymentId(), 0));
            case State.Unpaid unpaid ->
                Optional.of(new Work.Ask(new PaymentProvider.Charge(
                        bill.paymentId(), bill.amount(), bill.method(), unpaid.paymentKey())));
            case State.GivingBack back -> Optional.of(new Work.GiveBack(bill.paymentId(), back.taken()));
            case State.Approved approved -> Optional.empty();
            case State.Declined declined -> Optional.empty();
            case State.Cancelled cancelled -> Optional.empty();
        };
    }

    /** Whether the customer can still do something about it; an approved payment counts, for it is paid. */
    public boolean isPayable() {
        return switch (state) {
            case State.Unpaid unpaid -> !unpaid.progress().isCancelled();
            case State.Approved approved -> true;
            case State.Declined declined -> false;
            case State.GivingBack back -> false;
            case State.Cancelled cancelled -> false;
        };
    }

    static Payment open(Bill bill, State state, Turn turn, Cause cause) {
        return new Payment(bill, state, turn, 0, null, 1, bill.openedAt(), cause);
    }

    Payment become(State next, Turn nextTurn, Instant now) {
        return new Payment(bill, next, nextTurn, attempts, providerNote, revision + 1, now, cause);
    }

    Payment asked(@Nullable String note) {
        return new Payment(bill, state, turn, attempts + 1, note, revision, updatedAt, cause);
    }

    Payment noted(@Nullable String note) {
        return new Payment(bill, state, turn, attempts, note, revision, updatedAt, cause);
    }

    Payment because(Cause newCause) {
        return new Payment(bill, state, turn, attempts, providerNote, revision, updatedAt, newCause);
    }

    /** A claim is nobody else's business: neither the revision nor the time of the last change moves. */
    Payment claim(State next, Instant until) {
        return new Payment(bill, next, turn.claimUntil(until), attempts, providerNote, revision, updatedAt, cause);
    }
}
