package outerpark.bench.goal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is to be reached.
 *
 * @param id as goals are asked for, such as P1; some have several parts
 * @param what is measured, in words
 * @param bound the figure to be reached; null if it is only to be known
 * @param isLeast whether more is better
 * @param unit behind the figure; empty for a ratio
 */
public record Goal(String id, String what, @Nullable Double bound, boolean isLeast, String unit) {

    /** A figure to be reached. */
    static Goal atLeast(String id, String what, double bound, String unit) {
        return new Goal(id, what, bound, true, unit);
    }

    /** A figure not to be passed. */
    static Goal atMost(String id, String what, double bound, String unit) {
        return new Goal(id, what, bound, false, unit);
    }

    /** A figure that is only to be known. */
    static Goal none(String id, String what, boolean isMoreBetter, String unit) {
        return new Goal(id, what, null, isMoreBetter, unit);
    }

    /** Whether a figure reaches it. */
    public boolean isReachedBy(double figure) {
        if (bound == null) {
            return true;
        }
        return isLeast ? figure >= bound : figure <= bound;
    }

    /** As it stands in the table. */
    public String text() {
        return bound == null ? "" : (isLeast ? "≥ " : "≤ ") + text(bound);
    }

    /** A figure with its unit, as it stands in the table. */
    public String text(double figure) {
        String digits = figure >= 1_000 ? "%,.0f" : figure >= 100 ? "%.0f" : figure >= 10 ? "%.1f" : "%.2f";
        return (String.format(Locale.ROOT, digits, figure) + " " + unit).strip();
    }
}
