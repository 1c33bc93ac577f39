package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.operator.check.Attempt;
import outerpark.operator.check.Attempt.Cancelling;
import outerpark.operator.check.Attempt.Unknown;
import outerpark.operator.check.History;

/** A backup that is taken under load has all that was acknowledged before, and what was under way goes on from it. */
class CheckedBackupTest {

    private static final int SEATS = 1_000_000;
    private static final int A_WHILE = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    @Tag("long")
    void theCheckerIsContentWithTheOneAndTheOther() {
        Path backup = folder.resolve("under-load.backup");
        try (Standalone system = Standalone.started(Standalone.SOON_SETTLED)) {
            CheckedLoad load = CheckedLoad.on(system, SEATS, 1);
            load.goesOnFor(A_WHILE);
            History before = load.soFar();
            Console taking = system.run("backup", backup.toString());
            assertThat(taking.exitCode(PATIENCE)).as(taking.toString()).isZero();
            load.goesOnFor(A_WHILE);
            History all = load.end();
            assertThat(CheckedLoad.verdict(system, all, PATIENCE).broken()).isEmpty();

            try (Standalone restored = Standalone.restored(backup, system.managerPassword(), Standalone.SOON_SETTLED)) {
                restored.start();
                assertThat(CheckedLoad.verdict(restored, known(before, all), PATIENCE)
                                .broken())
                        .isEmpty();
            }
        }
    }

    /** What came after the first history may be in the backup or not. */
    private static History known(History before, History all) {
        List<Attempt> attempts = new ArrayList<>(before.attempts());
        all.attempts().stream()
                .skip(before.attempts().size())
                .map(later -> new Attempt(later.seats(), new Unknown(), Cancelling.NOT_ASKED))
                .forEach(attempts::add);
        return new History(all.musicalId(), all.plan(), attempts, before.looks());
    }
}
