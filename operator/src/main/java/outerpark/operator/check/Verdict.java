package outerpark.operator.check;

import java.io.PrintStream;
import java.util.List;

/** What the checker found. */
public record Verdict(List<Finding> findings) {

    private static final int EXAMPLES_MAX = 5;

    /**
     * What it found of one rule.
     *
     * @param rule in words
     * @param against what speaks against it; empty if it holds
     */
    public record Finding(String rule, List<String> against) {
        public boolean holds() {
            return against.isEmpty();
        }
    }

    /** Whether every rule holds. */
    public boolean isContent() {
        return findings.stream().allMatch(Finding::holds);
    }

    /** The rules that are broken. */
    public List<String> broken() {
        return findings.stream()
                .filter(finding -> !finding.holds())
                .map(Finding::rule)
                .toList();
    }

    /** A line for each rule, and some of what speaks against it. */
    public void print(PrintStream out) {
        for (Finding finding : findings) {
            int against = finding.against().size();
            out.printf("  %-4s %s%s%n", finding.holds() ? "ok" : "FAIL", finding.rule(), count(against));
            finding.against().stream().limit(EXAMPLES_MAX).forEach(line -> out.println("         " + line));
        }
    }

    private static String count(int against) {
        return against == 0 ? "" : " (" + against + " against it)";
    }
}
