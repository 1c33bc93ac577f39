package outerpark.contracts.calls;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The call reservation → musical: holds on seats. Promised by musical, whatever carries the call. Taking and releasing
 * are idempotent by hold id: asked again, they answer as the first time and change nothing.
 */
public interface SeatHolds {

    /**
     * Takes seats durably: when {@link TakeAnswer.Taken} is answered they are this hold's until it is released. Each
     * answer stands for itself, in the order of the requests. A future that fails, or does not complete, leaves open
     * whether its seats were taken; the asker then releases that hold and never uses its id again.
     *
     * @param timeoutMillis a request still waiting after that long is refused with {@link TakeAnswer.NotTaken}
     */
    List<CompletableFuture<TakeAnswer>> take(List<TakeSeats> requests, long timeoutMillis);

    /**
     * Gives back the seats of each hold, taken or not: a hold released before its take arrived refuses that take when
     * it comes. Completes when all of it is durable.
     */
    CompletableFuture<Void> release(List<TakeSeats> holds);

    /**
     * A hold on seats of one show.
     *
     * @param holdId UUIDv7, made by the asker for each attempt
     * @param seats at least 1
     */
    record TakeSeats(UUID holdId, long musicalId, int seats) {}

    /** What became of a request for seats. Only {@link Taken} took any. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = TakeAnswer.Taken.class, name = "taken"),
        @JsonSubTypes.Type(value = TakeAnswer.InsufficientSeats.class, name = "insufficient-seats"),
        @JsonSubTypes.Type(value = TakeAnswer.TooManySeats.class, name = "too-many-seats"),
        @JsonSubTypes.Type(value = TakeAnswer.SalesClosed.class, name = "sales-closed"),
        @JsonSubTypes.Type(value = TakeAnswer.NoSuchMusical.class, name = "no-such-musical"),
        @JsonSubTypes.Type(value = TakeAnswer.AlreadyReleased.class, name = "already-released"),
        @JsonSubTypes.Type(value = TakeAnswer.NotTaken.class, name = "not-taken")
    })
    sealed interface TakeAnswer {
        /** The seats are held; {@code unitPrice} is the show's price of one seat at that moment, in KRW. */
        record Taken(long unitPrice) implements TakeAnswer {}

        record InsufficientSeats(int reservableSeat) implements TakeAnswer {}

        record TooManySeats(int maxSeatsPerReservation) implements TakeAnswer {}

        record SalesClosed() implements TakeAnswer {}

        record NoSuchMusical() implements TakeAnswer {}

        /** The hold had been released before. */
        record AlreadyReleased() implements TakeAnswer {}

        /** Refused unseen, for certain: overloaded, late, stopping, or the database is away. */
        record NotTaken(String why) implements TakeAnswer {}
    }
}
