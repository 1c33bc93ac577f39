package outerpark.common.events;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How followers go on.
 *
 * @param batchMax events acted on in one transaction at most
 * @param lookEvery how often to look for events that nobody signalled
 * @param gatherFor pause after a batch that was not full: under load the next events gather meanwhile, which saves
 *     transactions; the first event after a quiet moment does not wait
 * @param isRush whether customers come in a rush
 * @param restInRush pause after every batch while they do: they go first, and what waits does not stand still
 */
public record Pace(int batchMax, Duration lookEvery, Duration gatherFor, BooleanSupplier isRush, Duration restInRush) {

    /** Where customers never come in a rush. */
    public Pace(int batchMax, Duration lookEvery, Duration gatherFor) {
        this(batchMax, lookEvery, gatherFor, () -> false, Duration.ZERO);
    }

    /** The pause after a batch of that many events. */
    public Duration restAfter(int events) {
        if (isRush.getAsBoolean()) {
            return restInRush;
        }
        return events < batchMax ? gatherFor : Duration.ZERO;
    }
}
