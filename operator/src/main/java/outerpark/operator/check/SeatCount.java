package outerpark.operator.check;

import com.fasterxml.jackson.databind.JsonNode;
import outerpark.operator.access.RunningSystem;

/**
 * A show's seats at one moment.
 *
 * @param pending seats of reservations in the making
 * @param confirmed seats of reservations
 */
public record SeatCount(long capacity, long reservable, long pending, long confirmed) {

    static SeatCount of(RunningSystem system, long musicalId) {
        JsonNode seats = system.get("/musicals/" + musicalId + "/seats").expect(200);
        return new SeatCount(
                seats.path("seatCapacity").asLong(),
                seats.path("reservableSeat").asLong(),
                seats.path("pendingSeat").asLong(),
                seats.path("confirmedSeat").asLong());
    }

    /** Whether they are those of a show of so many seats, and add up. */
    boolean isConserved(long planned) {
        return capacity == planned
                && reservable >= 0
                && pending >= 0
                && confirmed >= 0
                && capacity == reservable + pending + confirmed;
    }
}
