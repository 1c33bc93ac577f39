package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process started as from a terminal, in an environment of its own, and what it writes. */
final class Console {

    private final Process process;
    private final Path out;
    private final Path err;

    private Console(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts it; nothing of the tests' own OUTERPARK_ and QUARKUS_ settings reaches it. */
    static Console start(Path folder, List<String> command, Map<String, String> environment) {
        try {
            Path out = Files.createTempFile(folder, "console", ".out");
            Path err = Files.createTempFile(folder, "console", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("OUTERPARK_") || name.startsWith("QUARKUS_"));
            builder.environment().putAll(environment);
            return new Console(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Process process() {
        return process;
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    /** Its exit code, when it has ended by itself or by a signal. */
    int exitCode(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("it does not end within " + patience + "\n" + this);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** It ends by itself with that code, and says why in one line, which has all of these words in it. */
    void refusesToStart(int exitCode, String... words) {
        assertThat(exitCode(Duration.ofSeconds(60))).as(toString()).isEqualTo(exitCode);
        assertThat(err().lines())
                .as(toString())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("outerpark: ")
                        .contains(words)
                        .doesNotContain("Exception", "at outerpark."));
    }

    @Override
    public String toString() {
        return "its output:\n" + out() + "\nits errors:\n" + err();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
