package outerpark.common.faults;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between tries: each twice the one before up to the longest, less up to half of it at random. */
public record Backoff(Duration first, Duration longest) {

    private static final int DOUBLINGS_MAX = 20;

    /** The pause after that many tries. */
    public Duration after(int tries, RandomGenerator random) {
        int doublings = Math.clamp(tries - 1L, 0, DOUBLINGS_MAX);
        long millis = Math.min(first.toMillis() << doublings, longest.toMillis());
        return Duration.ofMillis(millis - random.nextLong(millis / 2 + 1));
    }
}
