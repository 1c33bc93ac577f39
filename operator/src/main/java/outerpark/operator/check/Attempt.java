package outerpark.operator.check;

/**
 * One customer's wish for seats, and what became of it as far as that customer was told.
 *
 * @param cancelling what the customer was told about giving the seats back
 */
public record Attempt(int seats, Outcome outcome, Cancelling cancelling) {

    /** What the customer was told. */
    public sealed interface Outcome {}

    /** The seats are theirs. */
    public record Acknowledged(String reservationId, String token, long amount) implements Outcome {}

    /** There are too few seats: for certain nothing was taken. */
    public record TooFewSeats() implements Outcome {}

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
