package outerpark.operator.check;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One customer's wish for seats, and what became of it as far as that customer was told.
 *
 * @param key the idempotency key it was sent with, if any
 * @param cancelling what the customer was told about giving the seats back
 */
public record Attempt(int seats, @Nullable UUID key, Outcome outcome, Cancelling cancelling) {

    /** What the customer was told. */
    public sealed interface Outcome {}

    /** The seats are theirs. */
    public record Acknowledged(String reservationId, String token, long amount) implements Outcome {}

    /** There are too few seats: for certain nothing was taken. */
    public record Refused() implements Outcome {}

    /** No answer, or one that leaves it open. */
    public record Unknown() implements Outcome {}

    /** An answer that no customer should get. */
    public record Wrong(String what) implements Outcome {}

    /** What the customer was told about a cancellation. */
    public enum Cancelling {
        NOT_ASKED,
        /** Asked for, and no answer came. */
        UNKNOWN,
        ACKNOWLEDGED
    }
}
