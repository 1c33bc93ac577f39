package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the documents name is there: files, environment variables, and every setting that there is. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]+)(?:#[^)]*)?\\)");
    /** What is told to Kafka it reads by names of its own. */
    private static final Pattern VARIABLE = Pattern.compile("\\bOUTERPARK_(?!ONLY_KAFKA__)[A-Z0-9_]*[A-Z0-9]\\b");
    /** What makes a variable one for a single process of a cluster. */
    private static final Pattern ONLY_FOR = Pattern.compile("^OUTERPARK_ONLY_[A-Z0-9_]+?__");

    private static final Pattern QUOTED = Pattern.compile("`([^`\\s]+)`");
    private static final Pattern SOURCE_FILE = Pattern.compile("[\\w./-]+\\.(java|sql|md|properties|sh|xml)");
    private static final Pattern CONFIG_PROPERTY = Pattern.compile("name = \"(outerpark\\.[a-z.-]+)\"");
    private static final Pattern SETTING = Pattern.compile("^(outerpark\\.[a-z.-]+)=", Pattern.MULTILINE);

    /** Where those who run the product look. */
    private static final List<Path> GUIDES =
            List.of(Checkout.ROOT.resolve("README.md"), Checkout.ROOT.resolve("docs/operations.md"));

    @TestFactory
    Stream<DynamicTest> everyRelativeLinkLeadsSomewhere() {
        return documents()
                .map(document -> DynamicTest.dynamicTest(nameOf(document), () -> {
                    List<String> lost = matches(LINK, Checkout.text(document))
                            .filter(link -> !link.contains(":"))
                            .filter(link ->
                                    !Files.exists(document.resolveSibling(link).normalize()))
                            .toList();
                    assertThat(lost).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyFileThatIsNamedIsThere() {
        Set<Path> files = Checkout.files(file -> true).collect(Collectors.toSet());
        String code = code().map(Checkout::text).collect(Collectors.joining());
        return documents()
                .map(document -> DynamicTest.dynamicTest(nameOf(document), () -> {
                    List<String> lost = matches(QUOTED, Checkout.text(document))
                            .filter(word -> SOURCE_FILE.matcher(word).matches())
                            .filter(name -> files.stream().noneMatch(file -> file.endsWith(name)))
                            .filter(name -> !code.contains("\"" + name + "\"")) // nor is it one that the product writes
                            .toList();
                    assertThat(lost).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyVariableThatIsNamedIsRead() {
        Set<String> known = knownVariables();
        return documents()
                .map(document -> DynamicTest.dynamicTest(
                        nameOf(document),
                        () -> assertThat(known)
                                .containsAll(matches(VARIABLE, Checkout.text(document))
                                        .map(variable ->
                                                ONLY_FOR.matcher(variable).replaceFirst(""))
                                        .toList())));
    }

    @Test
    void everySettingIsExplainedToThoseWhoOperateIt() {
        String guides = GUIDES.stream().map(Checkout::text).collect(Collectors.joining());
        assertThat(settings()).allSatisfy(setting -> assertThat(guides).containsAnyOf(setting, variableOf(setting)));
    }

    @Test
    void theSettingsAreFound() {
        assertThat(settings()).contains("outerpark.reservation.pay-within", "outerpark.security");
        assertThat(knownVariables()).contains("OUTERPARK_RESERVATION_PAY_WITHIN", "OUTERPARK_HTTP_PORT");
    }

    private static Stream<Path> documents() {
        return Checkout.files(file -> file.toString().endsWith(".md"))
                .filter(file ->
                        file.startsWith(Checkout.ROOT.resolve("docs")) || Checkout.ROOT.equals(file.getParent()));
    }

    private static Stream<Path> code() {
        return Checkout.files(
                file -> file.toString().contains("src/main") && file.toString().endsWith(".java"));
    }

    /** Every setting that has a default in one of the modules. */
    private static Set<String> settings() {
        return Checkout.files(file ->
                        file.toString().contains("src/main") && file.toString().endsWith(".properties"))
                .flatMap(file -> matches(SETTING, Checkout.text(file)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The settings as variables, those without a default too, and what is read from the environment by its name. */
    private static Set<String> knownVariables() {
        Set<String> known = settings().stream().map(DocumentsTest::variableOf).collect(Collectors.toSet());
        code().map(Checkout::text).forEach(source -> {
            matches(CONFIG_PROPERTY, source).map(DocumentsTest::variableOf).forEach(known::add);
            matches(VARIABLE, source).forEach(known::add);
        });
        matches(VARIABLE, Checkout.text(Checkout.ROOT.resolve("outerpark"))).forEach(known::add);
        matches(VARIABLE, Checkout.text(Checkout.ROOT.resolve("deploy/compose.yaml")))
                .forEach(known::add);
        return known;
    }

    private static String variableOf(String setting) {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    /** The first group of each match, or the match. */
    private static Stream<String> matches(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().map(found -> found.groupCount() > 0 ? found.group(1) : found.group());
    }

    private static String nameOf(Path document) {
        return Checkout.ROOT.relativize(document).toString();
    }
}
