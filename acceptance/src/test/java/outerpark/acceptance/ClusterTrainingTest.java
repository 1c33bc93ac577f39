package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The first start after a build lets the services run once, and every later one begins with what they have learned. */
@ClusterOnly
@Tag("long")
@EnabledOnOs(OS.LINUX)
class ClusterTrainingTest {

    private static final List<String> PROGRAMS = List.of(
            "gateway",
            "processes/musical",
            "processes/reservation",
            "processes/payment",
            "processes/notice",
            "processes/customercenter");

    private static final Duration UNTIL_ALL_HAVE_ENDED = Duration.ofMinutes(1);

    private final Path checkout = LocalSystem.newFolder();
    private final Path trained = checkout.resolve("target/trained");

    /** A checkout with the programs of this one, that has never been started. */
    @BeforeEach
    void build() throws IOException {
        Files.createDirectories(trained.getParent());
        for (String program : PROGRAMS) {
            Path target = Files.createDirectories(checkout.resolve(program).resolve("target"));
            Files.createSymbolicLink(
                    target.resolve("quarkus-app"),
                    Checkout.ROOT.resolve(program).resolve("target/quarkus-app"));
        }
    }

    @AfterEach
    void remove() {
        LocalSystem.deleteAll(checkout);
    }

    @Test
    void whatIsInterruptedIsDoneAtTheNextStartAndThenUsed() {
        Cluster cluster = Cluster.fresh(checkout, trained);
        Cluster other = Cluster.fresh(checkout, trained);
        cluster.begin();
        await().atMost(cluster.patience()).until(() -> !story().isEmpty());
        other.begin();
        await().atMost(cluster.patience()).until(() -> other.console().out().contains("Another start"));
        await().atMost(cluster.patience()).until(this::isSelling);
        cluster.stop();
        other.close(); // it did not wait, and has nothing to note of what it did not do
        await().atMost(UNTIL_ALL_HAVE_ENDED)
                .untilAsserted(() -> assertThat(running()).isEmpty());
        assertThat(trained).doesNotExist();
        assertThat(PROGRAMS).noneMatch(program -> Files.exists(cache(program)));

        cluster.start();
        assertThat(trained).exists();
        assertThat(PROGRAMS)
                .allSatisfy(program -> assertThat(usersOf(cache(program))).isPositive());
        cluster.close();
    }

    @Test
    void twoThatStartAtOnceBothStart() {
        Cluster one = Cluster.fresh(checkout, trained);
        Cluster other = Cluster.fresh(checkout, trained);
        other.begin();
        one.start();
        await().atMost(other.patience()).until(() -> Files.exists(trained)); // whoever of them it is that does it
        other.awaitReady();
        other.stop();
        one.stop();
        assertThat(PROGRAMS).as("caches after %s", story()).allMatch(program -> Files.exists(cache(program)));

        one.start();
        assertThat(PROGRAMS)
                .allSatisfy(program -> assertThat(usersOf(cache(program))).isPositive());
        one.close();
        other.close();
    }

    private Path cache(String program) {
        return checkout.resolve(program).resolve("target/app.aot");
    }

    private boolean isSelling() {
        return story().contains("clients at a show");
    }

    /** What their run says; nothing before it has begun. */
    private String story() {
        Path story = checkout.resolve("target/training.log");
        try {
            return Files.exists(story) ? Files.readString(story) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What runs of this checkout, by its command lines. */
    private List<String> running() {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(checkout.toString()))
                .toList();
    }

    /** How many processes have that file in their memory. */
    private static long usersOf(Path file) {
        return ProcessHandle.allProcesses()
                .filter(process -> hasMapped(process, file))
                .count();
    }

    private static boolean hasMapped(ProcessHandle process, Path file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "maps"))
                    .contains(file.toString());
        } catch (IOException e) {
            return false; // it has ended meanwhile
        }
    }
}
