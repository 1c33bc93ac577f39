package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The one command, in a checkout of its own: the script is the real one, the sources are empty, and {@code mvn} is a
 * stand-in that writes down how it was called and builds a link to the real product. So the script can build, fail to
 * build, and find nothing to do.
 */
@WholeBuild
class LauncherTest {

    /** All that the script needs of a machine besides a JDK and Maven. */
    private static final List<String> TOOLS = List.of(
            "bash cat dirname env find grep head ln ls mkdir mv readlink rm sed sort tee touch uname".split(" "));

    /** Where the product's processes read what they are told. */
    private static final List<String> SETTINGS = List.of(
            "machine/src/main/java/outerpark/machine/InstallationSettings.java",
            "standalone/src/main/java/outerpark/standalone/Settings.java",
            "cluster/src/main/java/outerpark/cluster/ClusterSettings.java");

    @TempDir
    Path checkout;

    private Path script;
    private Path tools;

    @BeforeEach
    void makeCheckout() throws IOException {
        script = script("outerpark", "", "");
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Files.createDirectories(checkout.resolve(".mvn"));
        Files.createDirectories(checkout.resolve("standalone/src/main"));
        Files.writeString(checkout.resolve("standalone/pom.xml"), "<project/>");
        Files.createDirectories(checkout.resolve("processes/musical/src/main"));
        Files.writeString(checkout.resolve("processes/musical/pom.xml"), "<project/>");
        tools = Files.createDirectory(checkout.resolve("tools"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(tools.resolve(tool), whereIs(tool));
        }
    }

    @Test
    void helpSaysWhatThereIs() {
        Console console = run("help");
        assertThat(console.exitCode(Duration.ofSeconds(20))).isZero();
        assertThat(console.out()).contains("run", "test", "help", "OUTERPARK_HTTP_PORT", "OUTERPARK_DATA_DIR");
        assertThat(console.err()).isEmpty();
    }

    @Test
    void everyVariableThatTheProcessReadsIsInTheHelp() throws IOException {
        List<String> read = new ArrayList<>();
        for (String settings : SETTINGS) {
            Pattern.compile("\"(OUTERPARK_\\w+)\"")
                    .matcher(Files.readString(Checkout.ROOT.resolve(settings)))
                    .results()
                    .forEach(found -> read.add(found.group(1)));
        }
        Console console = run("help");
        console.exitCode(Duration.ofSeconds(20));
        assertThat(read)
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(console.out()).contains(variable));
    }

    @Test
    void aCommandThatIsNoneIsSaidSo() {
        run("sell").refusesToStart(2, "no command sell", "help");
    }

    @Test
    void withoutANewEnoughJdkItSaysWhereToGetOne() throws IOException {
        Path demanding = script("demanding", "jdk_min=25", "jdk_min=999");
        Console.start(checkout, List.of(demanding.toString(), "run"), Map.of("PATH", tools.toString()))
                .refusesToStart(1, "JDK 999", "JAVA_HOME");
    }

    @Test
    void withoutMavenItSaysWhereToGetIt() {
        run("run").refusesToStart(1, "Maven 3.8", "https://maven.apache.org");
    }

    @Test
    void withAMavenThatIsTooOldItSaysSo() throws IOException {
        standInForMaven("3.6.3", 0);
        run("run").refusesToStart(1, "Maven 3.8", "3.6.3");
    }

    @Test
    void aBuildThatFailsIsToldInALineWithThePlaceOfItsStory() throws IOException {
        standInForMaven("3.9.9", 1);
        run("run").refusesToStart(1, "the build failed", "build.log");
    }

    @Test
    void itBuildsOnceAndHandsTheOptionsOn() throws IOException {
        standInForMaven("3.9.9", 0);
        Console first = run("run", "--port", "none");
        first.refusesToStart(2, "none is no port");
        assertThat(first.out()).contains("Building OuterPark");
        assertThat(callsOfMaven()).singleElement().asString().contains("package");

        Console second = run("--port", "none");
        second.refusesToStart(2, "none is no port");
        assertThat(second.out()).doesNotContain("Building");
        assertThat(callsOfMaven()).hasSize(1);

        Files.writeString(checkout.resolve("standalone/src/main/New.java"), "class New {}");
        run("run", "--port", "none").refusesToStart(2, "none is no port");
        assertThat(callsOfMaven()).hasSize(2);
    }

    @Test
    void theProductBeginsWithWhatTheBuildHasLearned() throws IOException {
        standInForMaven("3.9.9", 0);
        Console console = Console.start(
                checkout,
                List.of(script.toString(), "--port", "none"),
                Map.of(
                        "PATH", tools.toString(),
                        "JAVA_HOME", System.getProperty("java.home"),
                        "OUTERPARK_JAVA_OPTS", "-XX:+PrintFlagsFinal"));
        console.refusesToStart(2, "none is no port");
        assertThat(console.out()).containsPattern("AOTCache += " + checkout.resolve("standalone/target/app.aot"));
    }

    @Test
    void onWishItBuildsAndStartsNothing() throws IOException {
        standInForMaven("3.9.9", 0);
        Console first = run("build");
        assertThat(first.exitCode(Duration.ofSeconds(60))).as(first.err()).isZero();
        assertThat(first.out()).contains("Building OuterPark", "Built in");
        Console second = run("build");
        assertThat(second.exitCode(Duration.ofSeconds(60))).as(second.err()).isZero();
        assertThat(second.out()).isEmpty();
        run("build", "--port", "none").refusesToStart(2, "build has no options");
        run("--port", "none").refusesToStart(2, "none is no port");
        assertThat(callsOfMaven()).hasSize(1);
    }

    @Test
    void theClusterComesOutOfTheSameBuild() throws IOException {
        standInForMaven("3.9.9", 0);
        run("--port", "none").refusesToStart(2, "none is no port");
        run("cluster", "--replicas", "none").refusesToStart(2, "none is not possible for --replicas");
        run("cluster", "status").refusesToStart(1, "no cluster runs on " + checkout.resolve("data-cluster"));
        assertThat(callsOfMaven()).singleElement().asString().contains("standalone,cluster,gateway,processes/musical");
    }

    @Test
    void itWorksFromAnywhere(@TempDir Path elsewhere) throws IOException {
        standInForMaven("3.9.9", 0);
        Console console = Console.start(
                elsewhere, List.of(script.toString(), "--port", "none"), Map.of("PATH", tools.toString()));
        console.refusesToStart(2, "none is no port");
    }

    private Console run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(Arrays.asList(arguments));
        return Console.start(
                checkout, command, Map.of("PATH", tools.toString(), "JAVA_HOME", System.getProperty("java.home")));
    }

    /** A copy of the script, with one thing in it replaced by another. */
    private Path script(String name, String replaced, String by) throws IOException {
        String text = Files.readString(Checkout.ROOT.resolve("outerpark"));
        assertThat(text).contains(replaced);
        Path copy = Files.writeString(checkout.resolve(name), replaced.isEmpty() ? text : text.replace(replaced, by));
        return Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void standInForMaven(String version, int exitCode) throws IOException {
        Path maven = Files.writeString(tools.resolve("mvn"), """
                #!/usr/bin/env bash
                if [[ $1 == --version ]]; then echo "Apache Maven %1$s (stand-in)"; exit 0; fi
                echo "$*" >> "%2$s/calls"
                mkdir -p cluster
                for module in standalone gateway processes/{musical,reservation,payment,notice,customercenter}; do
                    mkdir -p "$module/target"
                    ln -sfn "%3$s/$module/target/quarkus-app" "$module/target/quarkus-app"
                done
                ln -sfn "%3$s/cluster/target" cluster/target
                ln -sfn "%3$s/standalone/target/app.aot" standalone/target/app.aot
                exit %4$d
                """.formatted(version, tools, Checkout.ROOT, exitCode));
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> callsOfMaven() throws IOException {
        return Files.readAllLines(tools.resolve("calls"));
    }

    private static Path whereIs(String tool) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this machine has no " + tool));
    }
}
