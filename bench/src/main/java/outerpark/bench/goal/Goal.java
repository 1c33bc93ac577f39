package outerpark.bench.goal;

import java.util.Locale;

/**
 * What is to be reached.
 *
 * @param id as goals are asked for, such as P1; some have several parts
 * @param what is measured, in words
 * @param bound the figure to be reached
 * @param isLeast whether the figure must be no less than the bound, else no more
 * @param unit behind the figure; empty for a ratio
 */
public record Goal(String id, String what, double bound, boolean isLeast, String unit) {

    static Goal atLeast(String id, String what, double bound, String unit) {
        return new Goal(id, what, bound, true, unit);
    }

    static Goal atMost(String id, String what, double bound, String unit) {
        return new Goal(id, what, bound, false, unit);
    }

    /** Whether a figure reaches it. */
    public boolean isReachedBy(double figure) {
        return isLeast ? figure >= bound : figure <= bound;
    }

    /** As it stands in the table. */
    public String text() {
        return (isLeast ? "≥ " : "≤ ") + text(bound);
    }

    /** A figure with its unit, as it stands in the table. */
    public String text(double figure) {
        String digits = figure >= 1_000 ? "%,.0f" : figure >= 100 ? "%.0f" : figure >= 10 ? "%.1f" : "%.2f";
        return (String.format(Locale.ROOT, digits, figure) + " " + unit).strip();
    }
}
