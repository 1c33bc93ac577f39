package outerpark.acceptance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import outerpark.acceptance.Checkout;
import outerpark.acceptance.WholeBuild;

/** The product keeps every rule; the fixture breaks each where it is meant to, so no rule is one that cannot fail. */
@WholeBuild
class ArchitectureTest {

    private static final String FIXTURE = ArchitectureTest.class.getPackageName() + ".wrong";

    /** Who breaks each rule. */
    private static final Map<String, String> OFFENDERS = Map.ofEntries(
            Map.entry("services do not know each other", "musical.KnowsReservation"),
            Map.entry("the domain is free of frameworks", "musical.domain.KnowsSql"),
            Map.entry("contracts stand alone", "contracts.KnowsCommon"),
            Map.entry("common knows contracts and http alone", "common.KnowsMusical"),
            Map.entry("http and the gateway know nothing of the services", "http.KnowsCommon"),
            Map.entry("nobody knows the process they run in", "notice.KnowsTheProcess"),
            Map.entry("packages have no cycles", "common.KnowsMusical"),
            Map.entry("nothing is injected into fields", "payment.InjectedIntoAField"),
            Map.entry("packages are named for the business", "payment.util.Whatever"),
            Map.entry("every package says what may be null", "payment.util.Whatever"),
            Map.entry("what is scheduled is a chore", "payment.ScheduledWithoutEnd"));

    private final JavaClasses product = new ClassFileImporter().importPaths(compiledModules());
    private final JavaClasses fixture = new ClassFileImporter().importPackages(FIXTURE);

    @Test
    void everyModuleIsLookedAt() {
        assertThat(Architecture.SERVICES)
                .allSatisfy(service -> assertThat(product.stream())
                        .anyMatch(type -> type.getPackageName().equals("outerpark." + service + ".domain")
                                || type.getPackageName().equals("outerpark." + service)));
        assertThat(product.contain("outerpark.contracts.events.Event")).isTrue();
        assertThat(product.contain("outerpark.common.database.Database")).isTrue();
        assertThat(product.contain("outerpark.standalone.OuterPark")).isTrue();
    }

    @TestFactory
    Stream<DynamicTest> theProductKeepsEveryRule() {
        Map<String, ArchRule> rules = new Architecture("outerpark").rules();
        return rules.entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(), () -> rule.getValue().check(product)));
    }

    @TestFactory
    Stream<DynamicTest> everyRuleCanFail() {
        Map<String, ArchRule> rules = new Architecture(FIXTURE).rules();
        assertThat(OFFENDERS).containsOnlyKeys(rules.keySet());
        return rules.entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> {
                    List<String> found =
                            rule.getValue().evaluate(fixture).getFailureReport().getDetails();
                    assertThat(found).isNotEmpty().anyMatch(each -> each.contains(OFFENDERS.get(rule.getKey())));
                }));
    }

    /** Every module's own classes, none of its tests. */
    private static List<Path> compiledModules() {
        List<Path> modules = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Checkout.ROOT, Files::isDirectory)) {
            for (Path folder : folders) {
                Path compiled = folder.resolve("target/classes");
                if (Files.isDirectory(compiled)) {
                    modules.add(compiled);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return modules;
    }
}
