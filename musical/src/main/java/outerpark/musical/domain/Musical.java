package outerpark.musical.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A show.
 *
 * @param price of one seat, in KRW
 * @param reservableSeat seats that can still be reserved
 * @param revision counts what the manager did to it, from 1
 */
public record Musical(
        long musicalId,
        String name,
        long price,
        int seatCapacity,
        int reservableSeat,
        int maxSeatsPerReservation,
        Status status,
        long revision,
        Instant registeredAt) {

    public enum Status {
        ON_SALE,
        CLOSED
    }

    /** What the manager wants changed; null leaves it as it is. */
    public record Change(
            @Nullable String name,
            @Nullable Long price,
            @Nullable Integer seatCapacity,
            @Nullable Integer maxSeatsPerReservation,
            @Nullable Status status) {}

    /** What becomes of a change. */
    public sealed interface ChangeResult {}

    public record Changed(Musical musical) implements ChangeResult {}

    /** Everything asked for is so already. */
    public record Unchanged(Musical musical) implements ChangeResult {}

    /** The capacity asked for is below the seats that are held. */
    public record CapacityBelowSold(int sold) implements ChangeResult {}

    /** A new show, all of whose seats can be reserved. */
    public static Musical register(
            long musicalId, String name, long price, int seats, int maxSeatsPerReservation, Instant at) {
        return new Musical(musicalId, name, price, seats, seats, maxSeatsPerReservation, Status.ON_SALE, 1, at);
    }

    /** Seats that are held. */
    public int sold() {
        return seatCapacity - reservableSeat;
    }

    public ChangeResult change(Change change) {
        int capacity = change.seatCapacity() == null ? seatCapacity : change.seatCapacity();
        if (capacity < sold()) {
            return new CapacityBelowSold(sold());
        }
        Musical changed = new Musical(
                musicalId,
                change.name() == null ? name : change.name(),
                change.price() == null ? price : change.price(),
                capacity,
                capacity - sold(),
                change.maxSeatsPerReservation() == null ? maxSeatsPerReservation : change.maxSeatsPerReservation(),
                change.status() == null ? status : change.status(),
                revision,
                registeredAt);
        return changed.equals(this) ? new Unchanged(this) : new Changed(changed.withRevision(revision + 1));
    }

    Musical withReservable(int seats) {
        return new Musical(
                musicalId, name, price, seatCapacity, seats, maxSeatsPerReservation, status, revision, registeredAt);
    }

    private Musical withRevision(long next) {
        return new Musical(
                musicalId,
                name,
                price,
                seatCapacity,
                reservableSeat,
                maxSeatsPerReservation,
                status,
                next,
                registeredAt);
    }
}
