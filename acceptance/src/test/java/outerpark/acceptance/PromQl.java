package outerpark.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of Prometheus's language names. It knows as much of the language as that takes: no string may
 * contain a closing brace or parenthesis.
 *
 * @param groupings labels that it groups or joins by
 */
record PromQl(List<Selected> selected, Set<String> groupings) {

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTOR =
            Pattern.compile("(?<![\\w.:$\"])([a-zA-Z_:][\\w:]*+)\\s*+(?!\\s*\\()(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");

    /** The series of one metric. */
    record Selected(String metric, List<Matching> matchings) {}

    /** What it asks of the value of a label. */
    record Matching(String label, String operator, String value) {}

    static PromQl of(String expression) {
        String rest = RANGE.matcher(expression).replaceAll("");
        Set<String> groupings = new TreeSet<>();
        Matcher grouping = GROUPING.matcher(rest);
        while (grouping.find()) {
            for (String label : grouping.group(1).split(",", -1)) {
                if (!label.isBlank()) {
                    groupings.add(label.strip());
                }
            }
        }
        List<Selected> selected = new ArrayList<>();
        Matcher selector = SELECTOR.matcher(GROUPING.matcher(rest).replaceAll(" "));
        while (selector.find()) {
            if (!WORDS.contains(selector.group(1))) {
                selected.add(new Selected(selector.group(1), matchings(selector.group(2))));
            }
        }
        return new PromQl(selected, groupings);
    }

    private static List<Matching> matchings(String braces) {
        return MATCHER.matcher(braces == null ? "" : braces)
                .results()
                .map(found -> new Matching(found.group(1), found.group(2), found.group(3)))
                .toList();
    }
}
