package outerpark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a pid file names, after whoever started them has gone. */
final class PidFileTest {

    private static final Duration GRACE = Duration.ofSeconds(10);

    @TempDir
    private Path temp;

    private PidFile pidFile;
    private ChildProcess program;

    @BeforeEach
    void describe() {
        pidFile = new PidFile(temp.resolve("a folder/sleeper"));
        program = new ChildProcess(temp, temp.resolve("log"), pidFile);
    }

    @AfterEach
    void stop() {
        program.stop(Duration.ZERO);
    }

    @Test
    void namesTheProgramWhileItLives() throws Exception {
        assertThat(pidFile.process()).isEmpty();
        long pid = start("exec sleep 600");
        assertThat(pidFile.process().orElseThrow().pid()).isEqualTo(pid);
        program.stop(GRACE);
        assertThat(pidFile.process()).isEmpty();
    }

    @Test
    void aPidThatWasGivenToAnotherProgramSinceNamesNobody() throws Exception {
        start("exec sleep 600");
        Files.setLastModifiedTime(pidFile.path(), FileTime.from(Instant.now().minus(Duration.ofMinutes(1))));
        assertThat(pidFile.process()).isEmpty();
        pidFile.stopLeftover(GRACE);
        assertThat(program.isAlive()).isTrue();
    }

    @Test
    void whatIsNoPidNamesNobody() throws IOException {
        pidFile.prepare();
        Files.writeString(pidFile.path(), "");
        assertThat(pidFile.process()).isEmpty();
    }

    @Test
    void whatIsLeftBehindIsStoppedGently() throws Exception {
        start("trap 'echo goodbye; exit' TERM; echo up; while :; do sleep 0.1; done");
        pidFile.stopLeftover(GRACE);
        assertThat(program.isAlive()).isFalse();
        assertThat(Files.readString(temp.resolve("log"))).contains("goodbye");
    }

    @Test
    void orElseTheHardWay() throws Exception {
        start("trap '' TERM; echo up; while :; do sleep 0.1; done");
        pidFile.stopLeftover(Duration.ofMillis(300));
        Process process = program.process().orElseThrow();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 9);
    }

    /** Returns its pid when it has taken its first step. */
    private long start(String script) throws IOException {
        program.start(List.of("sh", "-c", script), ChildProcess.BARE_ENVIRONMENT);
        Awaitility.await()
                .until(() -> !script.contains("echo up")
                        || Files.readString(temp.resolve("log")).contains("up"));
        Awaitility.await().until(() -> pidFile.process().isPresent());
        return program.process().orElseThrow().pid();
    }
}
