package outerpark.common.events;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How followers go on.
 *
 * @param batchMax events acted on in one transaction at most
 * @param lookEvery how often to look for events that nobody signalled
 * @param gatherFor pause after a batch that was not full, or as long as that batch has taken, if that is longer, but no
 *     longer than in a rush: under load the next events gather meanwhile, which saves transactions, the more the slower
 *     they are; the first event after a quiet moment does not wait
 * @param isRush whether customers come in a rush
 * @param restInRush pause after every batch while they do: they go first, and what waits does not stand still
 */
public record Pace(int batchMax, Duration lookEvery, Duration gatherFor, BooleanSupplier isRush, Duration restInRush) {

    /** Where customers never come in a rush. */
    public Pace(int batchMax, Duration lookEvery, Duration gatherFor) {
        this(batchMax, lookEvery, gatherFor, () -> false, Duration.ZERO);
    }

    /** The pause after a batch of that many events, which has taken so long. */
    public Duration restAfter(int events, Duration taken) {
        if (isRush.getAsBoolean()) {
            return restInRush;
        }
        if (events >= batchMax) {
            return Duration.ZERO;
        }
        return longer(gatherFor, shorter(taken, restInRush));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
