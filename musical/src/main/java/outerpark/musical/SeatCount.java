package outerpark.musical;

/**
 * A show's seats at one moment: the capacity is the sum of the others.
 *
 * @param pendingSeat taken for reservations that are not stored yet, or not known here to be
 * @param confirmedSeat taken for reservations
 */
public record SeatCount(int seatCapacity, int reservableSeat, long pendingSeat, long confirmedSeat) {}
