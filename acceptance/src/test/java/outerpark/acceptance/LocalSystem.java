package outerpark.acceptance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A system that one command has started on this machine, on a data folder of its own. */
abstract class LocalSystem implements SystemUnderTest {

    /** For the product's virtual machines, as for those of the tests themselves. */
    static final String JAVA_OPTIONS = System.getProperty("tests.java.options", "");

    private static final Pattern READY = Pattern.compile("OuterPark is ready: http://localhost:(\\d+)");

    private final Path folder = newFolder();
    private final String managerPassword;
    private final Duration patience;
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Console console;
    private @Nullable URI base;

    /**
     * With an empty data folder, not started.
     *
     * @param environment adds to the defaults, or overrides them
     * @param patience that a start or a stop takes no longer than
     */
    LocalSystem(String managerPassword, Map<String, String> environment, Duration patience) {
        this.managerPassword = managerPassword;
        this.patience = patience;
        this.environment.put("OUTERPARK_HTTP_PORT", "0");
        this.environment.put("OUTERPARK_DATA_DIR", dataFolder().toString());
        this.environment.put("OUTERPARK_MANAGER_PASSWORD", managerPassword);
        this.environment.putAll(environment);
        // Whatever happens to the tests, nothing of the product outlives them.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::close));
    }

    /** The command that starts it, with these words after it. */
    abstract List<String> command(String... words);

    /** Runs a command on its data, which may be at work meanwhile. */
    final Console run(String... words) {
        return Console.start(
                folder,
                command(words),
                Map.of("OUTERPARK_DATA_DIR", dataFolder().toString()));
    }

    /** From the next start on. */
    final void set(String variable, String value) {
        environment.put(variable, value);
    }

    final Path dataFolder() {
        return folder.resolve("data");
    }

    final Duration patience() {
        return patience;
    }

    @Override
    public final Console console() {
        return Objects.requireNonNull(console, "it was started");
    }

    @Override
    public final URI base() {
        return Objects.requireNonNull(base, "it was started");
    }

    @Override
    public final String managerPassword() {
        return managerPassword;
    }

    /** Starts it and does not wait until it is ready. */
    final Console begin() {
        Console started = Console.start(folder, command(), environment);
        console = started;
        return started;
    }

    @Override
    public final void start() {
        Console started = begin();
        await().atMost(patience).pollInterval(Duration.ofMillis(50)).until(() -> isReady(started));
    }

    @Override
    public final int stop() {
        console().process().destroy();
        return console().exitCode(patience);
    }

    @Override
    public final void kill() {
        console().process().destroyForcibly();
        console().exitCode(patience);
    }

    @Override
    public final synchronized void close() {
        if (!Files.exists(folder)) {
            return;
        }
        if (console != null && console.process().isAlive()) {
            stop();
        }
        deleteAll(folder);
    }

    private boolean isReady(Console started) {
        Matcher ready = READY.matcher(started.out());
        if (ready.find()) {
            base = URI.create("http://127.0.0.1:" + ready.group(1));
            // The same port over all its starts, as its clients know it.
            set("OUTERPARK_HTTP_PORT", ready.group(1));
            return true;
        }
        if (!started.process().isAlive()) {
            throw new AssertionError("it does not start\n" + started);
        }
        return false;
    }

    static String newPassword() {
        return UUID.randomUUID().toString();
    }

    static Path newFolder() {
        try {
            return Files.createTempDirectory("outerpark-acceptance");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void deleteAll(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
