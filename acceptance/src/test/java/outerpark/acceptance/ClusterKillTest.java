package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import outerpark.acceptance.Cluster.Part;

/** Each process of the cluster in turn is killed under load, in an order and at instants that a seed says. */
@ClusterOnly
@ExtendWith(SharedSystem.class)
class ClusterKillTest {

    /** Sold out before the last kill, so that the last seats, and those that come back, are fought for under fire. */
    private static final int SCARCE = 500;

    private static final int PLENTY = 1_000_000;

    private static final int A_FEW = 2;
    private static final int UNTIL_NEXT_MAX = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A hung process is asked, then asked to end, then killed. */
    private static final Duration UNTIL_ENDED = Duration.ofMinutes(3);

    private final Cluster cluster;

    ClusterKillTest(SystemUnderTest system) {
        cluster = (Cluster) system;
    }

    @Test
    void aFewProcessesInTurnAreKilledAndNothingIsLost() {
        survives(3, A_FEW);
    }

    @Test
    @Tag("long")
    void twentyTimesEachProcessInTurnIsKilledAndNothingIsLost() {
        for (int seed = 1_001; seed <= 1_020; seed++) {
            survives(seed, Integer.MAX_VALUE);
        }
    }

    /** What it had started lives on, and is stopped by its next start. */
    @Test
    @Tag("long")
    void theSupervisorIsKilledAndStartedAgainAndNothingIsLost() {
        CheckedLoad load = CheckedLoad.moderatelyOn(cluster, PLENTY, 2);
        load.goesOnFor(UNTIL_NEXT_MAX);
        cluster.kill();
        load.goesOnFor(UNTIL_NEXT_MAX);
        cluster.start();
        load.goesOnFor(UNTIL_NEXT_MAX);
        assertThat(load.verdict(PATIENCE).broken()).isEmpty();
    }

    /** It is there and answers nobody, so its supervisor ends it; meanwhile the other replica sells. */
    @Test
    @Tag("long")
    void aProcessThatHangsIsStartedAgainAndNothingIsLost() throws Exception {
        for (String part : List.of("reservation-2", "musical-1", "gateway")) {
            CheckedLoad load = CheckedLoad.moderatelyOn(cluster, PLENTY, System.nanoTime());
            load.goesOnFor(UNTIL_NEXT_MAX);
            ProcessHandle hung = cluster.process(part);
            new ProcessBuilder("kill", "-STOP", Long.toString(hung.pid()))
                    .start()
                    .waitFor();
            await().atMost(UNTIL_ENDED).until(() -> !hung.isAlive());
            cluster.awaitReady();
            load.goesOnFor(UNTIL_NEXT_MAX);
            assertThat(load.verdict(PATIENCE).broken()).as(part).isEmpty();
        }
    }

    private void survives(long seed, int victimsMax) {
        Random chance = new Random(seed);
        List<Part> all = new ArrayList<>(cluster.parts());
        Collections.shuffle(all, chance);
        List<Part> victims = all.stream().limit(victimsMax).toList();
        int seats = chance.nextBoolean() ? SCARCE : PLENTY;
        CheckedLoad load = CheckedLoad.moderatelyOn(cluster, seats, seed);
        System.out.printf("seed %d, %d seats:", seed, seats);
        for (Part victim : victims) {
            load.goesOnFor(chance.nextInt(1, UNTIL_NEXT_MAX));
            System.out.print(" " + victim.name());
            victim.process().destroyForcibly();
            if (chance.nextBoolean()) {
                cluster.awaitReady();
            }
        }
        System.out.println();
        cluster.awaitReady();
        load.goesOnFor(UNTIL_NEXT_MAX);
        assertThat(load.verdict(PATIENCE).broken()).as("seed " + seed).isEmpty();
    }
}
