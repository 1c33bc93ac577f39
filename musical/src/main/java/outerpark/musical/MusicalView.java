package outerpark.musical;

import java.time.Instant;
import outerpark.musical.domain.Musical;

/** A show as the public contract has it; {@code price} of one seat in KRW. */
public record MusicalView(
        long musicalId,
        String name,
        long price,
        int seatCapacity,
        int reservableSeat,
        int maxSeatsPerReservation,
        Musical.Status status,
        Instant registeredAt) {

    static MusicalView of(Musical musical) {
        return new MusicalView(
                musical.musicalId(),
                musical.name(),
                musical.price(),
                musical.seatCapacity(),
                musical.reservableSeat(),
                musical.maxSeatsPerReservation(),
                musical.status(),
                musical.registeredAt());
    }
}
