package outerpark.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs beside us, as often as it is started. What is pressed at our terminal does not reach it: we stop
 * it, when its turn comes. If we are killed, whoever comes after us finds it by its {@link PidFile}.
 */
final class ChildProcess {

    private static final Logger LOG = Logger.getLogger(ChildProcess.class);

    /**
     * The shell notes its pid and makes way for the program, which has the same. A session of its own, where there is
     * {@code setsid}, is out of the terminal's reach; elsewhere most programs go on ignoring what is ignored here.
     */
    private static final String LAUNCH = """
            trap '' INT HUP
            echo $$ >"$1" || exit
            shift
            if command -v setsid >/dev/null; then exec setsid "$@"; fi
            exec "$@"
            """;

    /** For programs that are told nothing by it: the shell that launches them looks for programs. */
    static final Map<String, String> BARE_ENVIRONMENT =
            Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));

    /** How a cause's line begins, of which the last one says the most. */
    private static final String CAUSE = "Caused by: ";

    /** How much of a log is read for the last words of a program. */
    private static final int LAST_BYTES = 64 << 10;

    private final Path folder;
    private final Path log;
    private final PidFile pidFile;
    private volatile @Nullable Process process;
    private volatile long logBegin;

    /**
     * Describes it; it runs from {@link #start} on.
     *
     * @param folder where it works
     * @param log takes everything it says, behind what is there
     */
    ChildProcess(Path folder, Path log, PidFile pidFile) {
        this.folder = folder;
        this.log = log;
        this.pidFile = pidFile;
    }

    /**
     * Starts it. To be called when nothing of an earlier run is left.
     *
     * @param command the program and its arguments, which everybody on this machine can read
     * @param environment all of it, which its owner alone can read
     */
    void start(List<String> command, Map<String, String> environment) throws IOException {
        Files.createDirectories(folder);
        Files.createDirectories(log.resolveSibling("."));
        pidFile.prepare();
        logBegin = Files.exists(log) ? Files.size(log) : 0;
        List<String> launch =
                new ArrayList<>(List.of("sh", "-c", LAUNCH, "sh", pidFile.path().toString()));
        launch.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(launch)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process started = builder.start();
        started.getOutputStream().close();
        process = started;
    }

    /** The last one that was started; empty before the first. */
    Optional<Process> process() {
        return Optional.ofNullable(process);
    }

    boolean isAlive() {
        return process().filter(Process::isAlive).isPresent();
    }

    Path log() {
        return log;
    }

    /** Returns when it has ended: by itself within {@code grace} after it was asked to, or else killed. */
    void stop(Duration grace) {
        Process asked = process;
        if (asked == null) {
            return;
        }
        asked.destroy();
        try {
            if (!asked.waitFor(grace)) {
                LOG.warnf("%s does not stop in %d s and is killed", pidFile.path(), grace.toSeconds());
                asked.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            asked.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Why it has ended, as far as it said: the last cause, or else the last line that stands for itself; with the next
     * one, if that is where it goes on.
     */
    Optional<String> lastWords() {
        List<String> lines =
                saidAtLast().lines().filter(line -> !line.isBlank()).toList();
        int last = lastOf(lines, line -> line.startsWith(CAUSE));
        if (last < 0) {
            last = lastOf(lines, line -> !Character.isWhitespace(line.charAt(0)));
        }
        if (last < 0) {
            return Optional.empty();
        }
        String words = lines.get(last).replace(CAUSE, "").strip();
        boolean goesOn = words.endsWith(":") && last + 1 < lines.size();
        return Optional.of(goesOn ? words + " " + lines.get(last + 1).strip() : words);
    }

    /** Its index, or -1. */
    private static int lastOf(List<String> lines, Predicate<String> wanted) {
        return IntStream.range(0, lines.size())
                .filter(i -> wanted.test(lines.get(i)))
                .max()
                .orElse(-1);
    }

    private String saidAtLast() {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long begin = Math.max(Math.min(logBegin, file.length()), file.length() - LAST_BYTES);
            byte[] bytes = new byte[(int) (file.length() - begin)];
            file.seek(begin);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            LOG.debugf(e, "cannot read %s", log);
            return "";
        }
    }
}
