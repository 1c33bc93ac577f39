package outerpark.payment.domain;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Event.DeclineReason;

/** Where a payment stands, with what matters there and nowhere else. */
public sealed interface State {

    /** The state in the words of the public contract. */
    Status status();

    /** The provider has not decided yet. */
    sealed interface Unpaid extends State {
        Progress progress();

        /** What the customer's checkout gave, to be brought to the provider. */
        @Nullable
        String paymentKey();

        /** The checkout the provider opened, if it did. */
        @Nullable
        Checkout checkout();

        Unpaid with(Progress progress);
    }

    /** The provider has not answered yet. */
    record Pending(Progress progress) implements Unpaid {
        @Override
        public Status status() {
            return Status.PENDING;
        }

        @Override
        public @Nullable String paymentKey() {
            return null;
        }

        @Override
        public @Nullable Checkout checkout() {
            return null;
        }

        @Override
        public Pending with(Progress changed) {
            return new Pending(changed);
        }
    }

    /** The provider is in trouble. */
    record Deferred(
            Progress progress,
            @Nullable Checkout checkout,
            @Nullable String paymentKey) implements Unpaid {
        @Override
        public Status status() {
            return Status.DEFERRED;
        }

        @Override
        public Deferred with(Progress changed) {
            return new Deferred(changed, checkout, paymentKey);
        }
    }

    /** The customer is to pay by the provider's checkout. */
    record AwaitingCustomer(
            Progress progress, Checkout checkout, @Nullable String paymentKey) implements Unpaid {
        @Override
        public Status status() {
            return Status.AWAITING_CUSTOMER;
        }

        @Override
        public AwaitingCustomer with(Progress changed) {
            return new AwaitingCustomer(changed, checkout, paymentKey);
        }
    }

    /** The money is taken. */
    record Approved() implements State {
        @Override
        public Status status() {
            return Status.APPROVED;
        }
    }

    /** There is no money and will be none: final. */
    record Declined(DeclineReason reason) implements State {
        @Override
        public Status status() {
            return Status.DECLINED;
        }
    }

    /**
     * The reservation is cancelled, and the provider is to give back what it took.
     *
     * @param taken KRW known to have been taken; 0 if nothing is known of it
     * @param failed whether that failed before
     */
    record GivingBack(long taken, boolean failed) implements State {
        @Override
        public Status status() {
            if (failed) {
                return Status.REFUND_FAILED;
            }
            return taken > 0 ? Status.APPROVED : Status.PENDING;
        }
    }

    /** Given back ({@code refunded} KRW), and nothing will be taken any more: final. */
    record Cancelled(long refunded) implements State {
        @Override
        public Status status() {
            return Status.CANCELLED;
        }
    }

    /**
     * What has happened on the way to the provider's decision.
     *
     * @param mayBeTaken a charge went out whose answer is not known
     * @param isDue the reservation's time to pay has run out: the next definite answer decides
     * @param isCancelled the reservation was cancelled while the provider was being asked
     */
    record Progress(boolean mayBeTaken, boolean isDue, boolean isCancelled) {
        static final Progress NONE = new Progress(false, false, false);

        Progress inDoubt(boolean doubt) {
            return new Progress(doubt, isDue, isCancelled);
        }

        Progress due() {
            return new Progress(mayBeTaken, true, isCancelled);
        }

        Progress cancelled() {
            return new Progress(mayBeTaken, isDue, true);
        }
    }

    /**
     * A checkout that the provider opened for the customer.
     *
     * @param data what the provider's widget needs
     * @param closesAt when payment gives up waiting; null while the reservation keeps that time
     */
    record Checkout(Map<String, String> data, @Nullable Instant closesAt) {}
}
