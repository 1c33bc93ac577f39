package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import outerpark.acceptance.Nemesis.Victim;

/**
 * Some commits are refused, all events are delivered again, and then whatever is killed at whatever instant a seed says,
 * all of it under load: the checker is content.
 */
class KillTest {

    /** Sold out before the last kill, so that the last seats, and those that come back, are fought for under fire. */
    private static final int SCARCE = 1_500;

    private static final int PLENTY = 1_000_000;

    private static final int ROUND = 10;
    private static final int A_WHILE = 100;
    private static final double WHILE_IT_STARTS = 0.2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Standalone system = Standalone.fresh(Standalone.SOON_SETTLED);

    private final Nemesis nemesis = new Nemesis(system);

    @AfterEach
    void stop() {
        system.close();
    }

    /** The program that makes the database outlives the process, and is at work when the next one starts. */
    @Test
    void aFirstStartThatIsKilledIsBegunAgain() {
        for (int i = 0; i < 3; i++) {
            List<String> before = madeInPart();
            system.begin();
            BoxOffice.eventually().until(() -> !before.containsAll(madeInPart()));
            system.kill();
        }
        system.start();
        assertThat(new BoxOffice(system).stored(1)).isZero();
        system.stop();
        system.start();
        assertThat(madeInPart()).isEmpty();
    }

    @Test
    void aFewKillsLoseNothing() {
        system.start();
        survives(1, 2);
    }

    @Test
    @Tag("long")
    void aHundredKillsLoseNothing() {
        system.start();
        for (int round = 1; round <= 10; round++) {
            survives(1_000 + round, ROUND);
        }
    }

    private List<String> madeInPart() {
        String[] names = system.dataFolder().toFile().list();
        return Stream.of(names == null ? new String[0] : names)
                .filter(name -> name.startsWith("postgres.new") || name.startsWith("password"))
                .toList();
    }

    private void survives(long seed, int kills) {
        SplittableRandom chance = new SplittableRandom(seed);
        int seats = chance.nextInt(2) == 0 ? SCARCE : PLENTY;
        CheckedLoad load = CheckedLoad.on(system, seats, seed);
        System.out.printf("seed %d, %d seats:", seed, seats);
        nemesis.refuseSomeCommits();
        load.goesOnFor(A_WHILE);
        nemesis.refuseNoCommits();
        nemesis.deliverEverythingAgain();
        for (int i = 0; i < kills; i++) {
            load.goesOnFor(chance.nextInt(1, 400));
            if (chance.nextDouble() < WHILE_IT_STARTS) {
                System.out.print(" WHILE_IT_STARTS");
                nemesis.strikeWhileItStarts(chance);
            } else {
                Victim victim = Victim.drawn(chance);
                System.out.print(" " + victim);
                nemesis.strike(victim);
            }
        }
        load.goesOnFor(1);
        System.out.println();
        assertThat(load.verdict(PATIENCE).broken()).as("seed " + seed).isEmpty();
    }
}
