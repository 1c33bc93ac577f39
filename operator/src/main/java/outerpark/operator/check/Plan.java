package outerpark.operator.check;

import java.time.Duration;

/**
 * What the workload is to do.
 *
 * @param seats of the show that it sells
 * @param price of a seat, in KRW
 * @param clients that work at once
 * @param pause of a client between two bookings
 * @param seed of everything that is left to chance
 */
public record Plan(int seats, long price, int clients, Duration pause, long seed) {}
