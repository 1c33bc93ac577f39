package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few seeds of {@code ./outerpark chaos}, always the same, and in the long run many. */
@EitherTopology
class ChaosTest {

    private static final Path JAR = Checkout.ROOT.resolve("bench/target/bench-run.jar");
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    @Test
    void aFewSeedsLoseNothing() {
        losesNothing("--seed", "7", "--minutes", "1", "--seconds-each", "10");
    }

    @Test
    @Tag("long")
    void manySeedsLoseNothing() {
        losesNothing("--seed", "1000", "--minutes", "20", "--seconds-each", "15");
    }

    @Test
    void whatMakesNoSenseIsSaidSo() {
        chaos("--topology", "moon").refusesToStart(2, "--topology");
        chaos("--minutes", "0").refusesToStart(2, "--minutes");
        chaos("everywhere").refusesToStart(2, "everywhere");
    }

    private void losesNothing(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--topology", Topology.ofThisRun().name().toLowerCase(Locale.ROOT)));
        Console chaos = chaos(all.toArray(String[]::new));
        int exitCode = chaos.exitCode(PATIENCE.multipliedBy(all.contains("20") ? 4 : 1));
        System.out.println(chaos.out());
        assertThat(exitCode).as(chaos.toString()).isZero();
        assertThat(chaos.out()).contains("nothing is lost");
    }

    private Console chaos(String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Douterpark.checkout=" + Checkout.ROOT,
                "-cp",
                JAR.toString(),
                "outerpark.bench.chaos.Chaos"));
        command.addAll(List.of(words));
        return Console.start(folder, command, Map.of());
    }
}
