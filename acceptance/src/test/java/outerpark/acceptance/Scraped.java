package outerpark.acceptance;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import outerpark.acceptance.PromQl.Matching;
import outerpark.acceptance.PromQl.Selected;

/** What Prometheus has when it has asked every process once. */
final class Scraped {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? [^ \n]+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Labels of every series, by the metric's name. */
    private final Map<String, List<Map<String, String>>> series = new HashMap<>();

    /** Adds what a process says; job and instance are Prometheus's own. */
    void add(String job, String instance, String exposition) {
        Map<String, String> target = Map.of("job", job, "instance", instance);
        add("up", target);
        SAMPLE.matcher(exposition).results().forEach(sample -> {
            Map<String, String> labels = new HashMap<>(target);
            if (sample.group(2) != null) {
                Matcher each = LABEL.matcher(sample.group(2));
                labels.putAll(each.results().collect(toMap(found -> found.group(1), found -> found.group(2))));
            }
            add(sample.group(1), labels);
        });
    }

    private void add(String metric, Map<String, String> labels) {
        series.computeIfAbsent(metric, key -> new ArrayList<>()).add(labels);
    }

    Stream<String> metrics() {
        return series.keySet().stream();
    }

    /**
     * What an expression names and nobody has: metrics, labels, and values of labels. One that is not asked for by its
     * very name need not be there at the moment.
     */
    List<String> missing(String expression) {
        PromQl read = PromQl.of(expression);
        List<String> missing = new ArrayList<>();
        for (Selected selected : read.selected()) {
            List<Map<String, String>> found = series.getOrDefault(selected.metric(), List.of());
            if (found.isEmpty()) {
                missing.add(selected.metric());
            } else {
                selected.matchings().stream()
                        .filter(matching -> found.stream().noneMatch(labels -> bears(labels, matching)))
                        .forEach(matching -> missing.add(selected.metric() + matching));
            }
        }
        read.groupings().stream()
                .filter(label -> read.selected().stream()
                        .flatMap(selected -> series.getOrDefault(selected.metric(), List.of()).stream())
                        .noneMatch(labels -> labels.containsKey(label)))
                .forEach(missing::add);
        return missing;
    }

    private static boolean bears(Map<String, String> labels, Matching matching) {
        return matching.operator().equals("=")
                ? matching.value().equals(labels.get(matching.label()))
                : labels.containsKey(matching.label());
    }
}
