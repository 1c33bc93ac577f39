package outerpark.bench.goal;

import java.util.Collections;
import java.util.List;

/**
 * How far a goal is reached.
 *
 * @param figures one of each pair of runs, in their order
 * @param note what the figures are made of, in words
 */
public record Result(Goal goal, List<Double> figures, String note) {

    public Result {
        figures = List.copyOf(figures);
        if (figures.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured for " + goal.id());
        }
    }

    /** The middle one, or the mean of the two in the middle. */
    public double median() {
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The one that is farthest from the goal. */
    public double worst() {
        return goal.isLeast() ? Collections.min(figures) : Collections.max(figures);
    }

    /** Whether the median reaches the goal. */
    public boolean isReached() {
        return goal.isReachedBy(median());
    }
}
