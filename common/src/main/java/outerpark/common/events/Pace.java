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
 * @param gatherUnawaitedFor that pause where no customer waits for what is done
 * @param isRush whether customers come in a rush
 * @param restInRush pause after every batch while they do: they go first, and what waits does not stand still
 */
public record Pace(
        int batchMax,
        Duration lookEvery,
        Duration gatherFor,
        Duration gatherUnawaitedFor,
        BooleanSupplier isRush,
        Duration restInRush) {

    /** How soon whoever rests in a rush notices that it is over. */
    private static final Duration GLANCE = Duration.ofMillis(20);

    /** Where customers never come in a rush. */
    public Pace(int batchMax, Duration lookEvery, Duration gatherFor) {
        this(batchMax, lookEvery, gatherFor, gatherFor, () -> false, Duration.ZERO);
    }

    /** The same where no customer waits for what is done. */
    Pace unawaited() {
        return new Pace(batchMax, lookEvery, gatherUnawaitedFor, gatherUnawaitedFor, isRush, restInRush);
    }

    /** The same where it is looked that often. */
    public Pace lookingEvery(Duration often) {
        return new Pace(batchMax, often, gatherFor, gatherUnawaitedFor, isRush, restInRush);
    }

    /** Rests after a batch of that many events, which has taken so long; not beyond the end. */
    public void rest(Waiting waiting, int events, Duration taken) {
        if (!isRush.getAsBoolean()) {
            waiting.pauseUnlessEnded(restAfter(events, taken).toMillis());
            return;
        }
        long until = System.nanoTime() + restInRush.toNanos();
        while (isRush.getAsBoolean() && System.nanoTime() < until && !waiting.isEnded()) {
            waiting.pauseUnlessEnded(shorter(GLANCE, restInRush).toMillis());
        }
    }

    private Duration restAfter(int events, Duration taken) {
        return events >= batchMax ? Duration.ZERO : longer(gatherFor, shorter(taken, restInRush));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
