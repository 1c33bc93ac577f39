package outerpark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChildProcessTest {

    private static final Duration GRACE = Duration.ofSeconds(10);

    @TempDir
    private Path temp;

    @Test
    void hasTheEnvironmentThatItIsGivenAndNoOther() throws Exception {
        assertThat(run("env", Map.of("SEATS", "2", "PATH", path())))
                .contains("SEATS=2")
                .doesNotContain("HOME=");
    }

    @Test
    void keepsWhatEarlierRunsSaid() throws Exception {
        run("echo first", ChildProcess.BARE_ENVIRONMENT);
        assertThat(run("echo second", ChildProcess.BARE_ENVIRONMENT)).isEqualTo("first\nsecond\n");
    }

    /** An interrupt is what a terminal sends to everybody at once when Ctrl-C is pressed. */
    @Test
    void goesOnWhenTheTerminalInterruptsEverybody() throws Exception {
        ChildProcess program = program();
        program.start(List.of("sh", "-c", "kill -INT 0; kill -HUP 0; exec sleep 600"), ChildProcess.BARE_ENVIRONMENT);
        Process process = program.process().orElseThrow();
        assertThat(process.waitFor(Duration.ofMillis(500))).isFalse();
        program.stop(GRACE);
        assertThat(process.exitValue()).isEqualTo(128 + 15);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo one; echo two | two",
                "echo 'Caused by: no park'; echo '\\tat Park.java'; echo bye | no park",
                "echo invalid:; printf '\\tno price\\n' | invalid: no price",
                "echo failed; printf '\\tat Park.java\\n\\n' | failed"
            })
    void itsLastWordsSayWhy(String script, String words) throws Exception {
        ChildProcess program = program();
        run("echo 'Caused by: something long ago'", ChildProcess.BARE_ENVIRONMENT);
        program.start(List.of("sh", "-c", script), ChildProcess.BARE_ENVIRONMENT);
        assertThat(program.process().orElseThrow().waitFor(GRACE)).isTrue();
        assertThat(program.lastWords()).hasValue(words);
    }

    @Test
    void oneThatSaidNothingHasNoLastWords() throws Exception {
        ChildProcess program = program();
        program.start(List.of("true"), ChildProcess.BARE_ENVIRONMENT);
        assertThat(program.process().orElseThrow().waitFor(GRACE)).isTrue();
        assertThat(program.lastWords()).isEmpty();
    }

    private String run(String script, Map<String, String> environment) throws IOException, InterruptedException {
        ChildProcess program = program();
        program.start(List.of("sh", "-c", script), environment);
        assertThat(program.process().orElseThrow().waitFor(GRACE)).isTrue();
        return Files.readString(temp.resolve("log"));
    }

    private ChildProcess program() {
        return new ChildProcess(temp, temp.resolve("log"), PidFile.in(temp));
    }

    private static String path() {
        return ChildProcess.BARE_ENVIRONMENT.getOrDefault("PATH", "");
    }
}
