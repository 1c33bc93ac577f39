package outerpark.common.events;

import java.time.Duration;

/**
 * How followers go on.
 *
 * @param batchMax events acted on in one transaction at most
 * @param lookEvery how often to look for events that nobody signalled
 * @param gatherFor pause after a batch that was not full: under load the next events gather meanwhile, which saves
 *     transactions; the first event after a quiet moment does not wait
 */
public record Pace(int batchMax, Duration lookEvery, Duration gatherFor) {}
