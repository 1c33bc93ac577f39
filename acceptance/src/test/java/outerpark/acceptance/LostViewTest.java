package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import outerpark.acceptance.BoxOffice.Booked;

/** The view in Redis can be lost, in whole or in part: what is made anew from the log is the same, to the byte. */
@ClusterOnly
@ExtendWith(SharedSystem.class)
class LostViewTest {

    private static final int BOOKINGS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Reserved, paid, told; some of them cancelled, given back, told. */
    private static final int STEPS = 4;

    private static final int STEPS_TO_THE_END = 8;

    private final Cluster cluster;
    private final BoxOffice office;

    @TempDir
    private Path folder;

    LostViewTest(SystemUnderTest system) {
        cluster = (Cluster) system;
        office = new BoxOffice(system);
    }

    @Test
    void wipedItIsMadeAnew() {
        List<Booked> booked = bookings();
        Map<String, String> before = stories(booked);
        cluster.does("stop", "redis");
        LocalSystem.deleteAll(redis());
        cluster.does("start", "redis");
        awaitCurrent();
        assertThat(stories(booked)).isEqualTo(before);
    }

    @Test
    void rolledBackItCatchesUp() {
        List<Booked> booked = new ArrayList<>(bookings());
        cluster.does("stop", "redis");
        copy(redis(), folder.resolve("earlier"));
        cluster.does("start", "redis");
        booked.addAll(bookings());
        Map<String, String> before = stories(booked);
        cluster.does("stop", "redis");
        LocalSystem.deleteAll(redis());
        copy(folder.resolve("earlier"), redis());
        cluster.does("start", "redis");
        BoxOffice.eventually()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(stories(booked)).isEqualTo(before));
    }

    @Test
    void rebuiltByCommandItIsTheSame() {
        List<Booked> booked = bookings();
        Map<String, String> before = stories(booked);
        Console rebuild = Console.start(
                folder,
                Standalone.productCommand("rebuild-view", "--url=" + cluster.base()),
                Map.of("OUTERPARK_MANAGER_PASSWORD", cluster.managerPassword()));
        assertThat(rebuild.exitCode(PATIENCE)).as(rebuild.toString()).isZero();
        assertThat(stories(booked)).isEqualTo(before);
    }

    private Path redis() {
        return cluster.dataFolder().resolve("redis");
    }

    /** Returns when all of them have come to their end. */
    private List<Booked> bookings() {
        long musical = office.musical(BOOKINGS, 1_000);
        List<Booked> booked = new ArrayList<>();
        for (int i = 0; i < BOOKINGS; i++) {
            booked.add(office.reserve(musical, 1));
        }
        for (int i = 0; i < BOOKINGS; i++) {
            awaitSteps(booked.get(i), STEPS);
            if (i % 3 == 0) {
                office.cancel(booked.get(i));
                awaitSteps(booked.get(i), STEPS_TO_THE_END);
            }
        }
        return booked;
    }

    private void awaitSteps(Booked booked, int steps) {
        BoxOffice.eventually().until(() -> office.history(booked).size() == steps);
    }

    private void awaitCurrent() {
        BoxOffice.eventually()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> office.manager()
                        .get("/operations/view")
                        .expect(200)
                        .json()
                        .path("state")
                        .asText()
                        .equals("CURRENT"));
    }

    private Map<String, String> stories(List<Booked> booked) {
        Map<String, String> stories = new TreeMap<>();
        booked.forEach(each -> stories.put(
                each.id(),
                office.owner(each).get("/myPages/" + each.id()).expect(200).body()));
        return stories;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
