package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.yaml.snakeyaml.Yaml;
import outerpark.acceptance.BoxOffice.Booked;

/** What the dashboard shows and the alerts watch is what the processes tell, and the guide explains all of it. */
@ClusterOnly
@ExtendWith(SharedSystem.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservabilityTest {

    private static final Set<String> SERVICES =
            Set.of("gateway", "musical", "reservation", "payment", "notice", "customercenter");

    private static final Path FOLDER = Checkout.ROOT.resolve("deploy/observability");
    private static final String GUIDE = "docs/operations.md";
    private static final Pattern OWN_ROW = Pattern.compile("(?m)^\\| `(outerpark_\\w+)` \\|");
    private static final Pattern PARTS_OF_ONE = Pattern.compile("_(bucket|count|sum|max)$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    /** What is there only if it is turned on. */
    private static final Set<String> TURNED_OFF = Set.of("outerpark_gateway_rate_limit_remembered");

    private final Cluster cluster;
    private final BoxOffice office;
    private final Scraped scraped = new Scraped();
    private final Set<String> jobs = new TreeSet<>();

    ObservabilityTest(SystemUnderTest system) {
        cluster = (Cluster) system;
        office = new BoxOffice(system);
    }

    @BeforeAll
    void bookAndScrape() {
        Booked booked = office.reserve(office.musical(9, 1_000), 1);
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        for (Cluster.Part part : cluster.parts()) {
            part.management().ifPresent(management -> scrape(part.name().replaceAll("-\\d+$", ""), management));
        }
    }

    private void scrape(String job, URI management) {
        Answer metrics = office.guest().get(management.resolve("/q/metrics").toString());
        assertThat(metrics.status()).as(job).isEqualTo(200);
        scraped.add(job, management.getAuthority(), metrics.body());
        jobs.add(job);
    }

    @Test
    void everyPanelShowsWhatThereIs() throws IOException {
        List<JsonNode> panels = panels();
        assertThat(panels).hasSizeGreaterThan(30);
        for (JsonNode panel : panels) {
            assertThat(panel.path("description").asText())
                    .as(panel.path("title").asText())
                    .isNotBlank();
            assertThat(panel.path("targets"))
                    .as(panel.path("title").asText())
                    .isNotEmpty()
                    .allSatisfy(target -> assertThat(
                                    scraped.missing(target.path("expr").asText().replace("$job", ".*")))
                            .as(panel.path("title").asText())
                            .isEmpty());
        }
    }

    @Test
    void everyAlertWatchesWhatThereIsAndSaysWhatToDo() throws IOException {
        Set<String> anchors = HEADING.matcher(read(Checkout.ROOT.resolve(GUIDE)))
                .results()
                .map(heading -> anchorOf(heading.group(1)))
                .collect(Collectors.toSet());
        for (Map<?, ?> rule : alerts()) {
            String name = String.valueOf(rule.get("alert"));
            assertThat(scraped.missing(String.valueOf(rule.get("expr"))))
                    .as(name)
                    .isEmpty();
            assertThat(rule.containsKey("for")).as(name).isTrue();
            assertThat(String.valueOf(section(rule, "labels").get("severity")))
                    .as(name)
                    .isIn("warning", "critical");
            Map<?, ?> annotations = section(rule, "annotations");
            assertThat(annotations.keySet())
                    .as(name)
                    .map(String::valueOf)
                    .containsExactlyInAnyOrder("summary", "description", "action", "runbook");
            String[] runbook = String.valueOf(annotations.get("runbook")).split("#", 2);
            assertThat(runbook[0]).isEqualTo(GUIDE);
            assertThat(anchors).as(name).contains(runbook[1]);
            assertThat(read(Checkout.ROOT.resolve(GUIDE))).contains("`" + name + "`");
        }
    }

    @Test
    void whatIsMadeUpIsFoundMissing() {
        assertThat(scraped.missing("sum(rate(outerpark_made_up_total[5m])) > 0"))
                .containsExactly("outerpark_made_up_total");
        assertThat(scraped.missing("outerpark_batch_waiting{made_up=~\".*\"}")).hasSize(1);
        assertThat(scraped.missing("outerpark_musical_seats{state=\"made up\"}"))
                .hasSize(1);
        assertThat(scraped.missing("sum by (made_up) (outerpark_batch_waiting)"))
                .containsExactly("made_up");
        assertThat(scraped.missing("sum by (batcher) (outerpark_batch_waiting{job=\"musical\"})"))
                .isEmpty();
    }

    @Test
    void everyMetricOfOurOwnIsExplainedAndEveryOneThatIsExplainedIsThere() throws IOException {
        Set<String> explained = OWN_ROW.matcher(read(Checkout.ROOT.resolve(GUIDE)))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> own = scraped.metrics()
                .filter(metric -> metric.startsWith("outerpark_"))
                .map(metric -> PARTS_OF_ONE.matcher(metric).replaceAll(""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(explained).containsAll(TURNED_OFF);
        explained.removeAll(TURNED_OFF);
        assertThat(own).isNotEmpty().isEqualTo(explained);
    }

    @Test
    void everyServiceIsCollectedFrom() throws IOException {
        assertThat(jobs).isEqualTo(new TreeSet<>(SERVICES));
        List<Map<?, ?>> collected = list(yaml("prometheus.yaml"), "scrape_configs");
        assertThat(collected)
                .map(job -> String.valueOf(job.get("job_name")))
                .containsExactlyInAnyOrderElementsOf(SERVICES);
        assertThat(yaml("prometheus.yaml").get("rule_files")).isEqualTo(List.of("alerts.yaml"));
    }

    private static List<JsonNode> panels() throws IOException {
        JsonNode dashboard = Answer.parse(read(FOLDER.resolve("grafana-dashboard.json")));
        assertThat(dashboard
                        .path("templating")
                        .path("list")
                        .path(0)
                        .path("type")
                        .asText())
                .isEqualTo("datasource");
        Predicate<JsonNode> isRow = panel -> panel.path("type").asText().equals("row");
        return StreamSupport.stream(dashboard.path("panels").spliterator(), false)
                .filter(isRow.negate())
                .toList();
    }

    private static List<Map<?, ?>> alerts() throws IOException {
        List<Map<?, ?>> rules = new ArrayList<>();
        list(yaml("alerts.yaml"), "groups").forEach(group -> rules.addAll(list(group, "rules")));
        assertThat(rules).hasSizeGreaterThan(10);
        return rules;
    }

    private static Map<?, ?> yaml(String file) throws IOException {
        return new Yaml().load(read(FOLDER.resolve(file)));
    }

    private static Map<?, ?> section(Map<?, ?> in, String name) {
        return (Map<?, ?>) Objects.requireNonNull(in.get(name), name);
    }

    private static List<Map<?, ?>> list(Map<?, ?> in, String name) {
        return ((List<?>) Objects.requireNonNull(in.get(name), name))
                .stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
    }

    /** As GitHub and others make it. */
    private static String anchorOf(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-');
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }
}
