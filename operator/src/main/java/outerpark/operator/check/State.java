package outerpark.operator.check;

import java.util.List;

/**
 * What the system says of a show after everybody has gone home.
 *
 * @param liveByCount reservations that are not cancelled, by the system's own count
 */
public record State(SeatCount seats, List<Booking> bookings, long liveByCount) {

    /** Whether nothing is under way any more: every saga has ended and every service knows. */
    boolean isAtRest() {
        return seats.pending() == 0
                && seats.confirmed() == liveSeats()
                && bookings.stream()
                        .allMatch(booking ->
                                booking.hasEnded() && booking.disagreements().isEmpty());
    }

    long liveSeats() {
        return bookings.stream()
                .filter(Booking::isLive)
                .mapToLong(Booking::seats)
                .sum();
    }
}
