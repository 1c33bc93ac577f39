package outerpark.bench.goal;

import java.io.IOException;
import java.time.Duration;

/** Rounds of load until they no longer get better: the compiler has seen what there is to see. */
final class WarmUp {

    /** A round is better if it is by this much than the best before it. */
    private static final double BETTER = 1.03;

    /** One may be worse by chance. */
    private static final int WORSE_MAX = 2;

    private static final int ROUNDS_MIN = 8;
    private static final int ROUNDS_MIN_QUICK = 4;
    private static final Duration TIME_MAX = Duration.ofMinutes(6);

    private WarmUp() {}

    /** A round, which returns a figure of which more is better. */
    @FunctionalInterface
    interface Round {
        double run() throws IOException;
    }

    /** Quick ones are as few as can be. */
    static void run(boolean isQuick, Round round) throws IOException {
        long endAt = System.nanoTime() + TIME_MAX.toNanos();
        int roundsMin = isQuick ? ROUNDS_MIN_QUICK : ROUNDS_MIN;
        int worseMax = isQuick ? 1 : WORSE_MAX;
        double best = 0;
        int worse = 0;
        for (int rounds = 0; (worse < worseMax || rounds < roundsMin) && System.nanoTime() < endAt; rounds++) {
            double figure = round.run();
            worse = figure > best * BETTER ? 0 : worse + 1;
            best = Math.max(best, figure);
        }
    }
}
