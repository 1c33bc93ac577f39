package outerpark.acceptance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole product as six services, each in a process of its own, at ports that the system chooses. */
final class Cluster implements SystemUnderTest {

    private static final Path JAR = Checkout.ROOT.resolve("cluster/target/cluster-run.jar");
    private static final Pattern READY = Pattern.compile("OuterPark is ready: http://localhost:(\\d+)");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path folder = Standalone.newFolder();
    private final String managerPassword = UUID.randomUUID().toString();
    private final Map<String, String> environment;
    private @Nullable Console console;
    private @Nullable URI base;

    private Cluster(Map<String, String> environment) {
        this.environment = new HashMap<>(Map.of(
                "OUTERPARK_HTTP_PORT",
                "0",
                "OUTERPARK_DATA_DIR",
                dataFolder().toString(),
                "OUTERPARK_MANAGER_PASSWORD",
                managerPassword));
        this.environment.putAll(environment);
        // Whatever happens to the tests, nothing of the product outlives them.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::close));
    }

    /** With an empty data folder, not started; the environment adds to the defaults, or overrides them. */
    static Cluster fresh(Map<String, String> environment) {
        return new Cluster(environment);
    }

    Path dataFolder() {
        return folder.resolve("data");
    }

    /** A part of it, by the name that it has in its table, and its process. */
    record Part(String name, ProcessHandle process, String state) {}

    /** Runs {@code ./outerpark cluster} with these words, to its end. */
    Console control(String... words) {
        Console control = Console.start(
                folder,
                command(words),
                Map.of("OUTERPARK_DATA_DIR", dataFolder().toString()));
        control.exitCode(PATIENCE);
        return control;
    }

    /** As {@link #control}, and it succeeds. */
    void does(String... words) {
        Console control = control(words);
        if (control.exitCode(PATIENCE) != 0) {
            throw new AssertionError(String.join(" ", words) + "\n" + control);
        }
    }

    /** Its parts, as its table has them; one without a process is left out. */
    List<Part> parts() {
        return control("status")
                .out()
                .lines()
                .skip(1)
                .map(line -> line.strip().split("\\s{2,}"))
                .filter(cells -> cells.length > 3 && cells[1].matches("[0-9]+"))
                .map(cells -> new Part(
                        cells[0], ProcessHandle.of(Long.parseLong(cells[1])).orElseThrow(), cells[3]))
                .toList();
    }

    @Override
    public URI base() {
        return Objects.requireNonNull(base, "it was started");
    }

    @Override
    public String managerPassword() {
        return managerPassword;
    }

    @Override
    public List<Path> logs() {
        try (Stream<Path> files = Files.list(dataFolder().resolve("logs"))) {
            return files.filter(file -> file.toString().endsWith(".log")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Console console() {
        return Objects.requireNonNull(console, "it was started");
    }

    @Override
    public void start() {
        Console started = Console.start(folder, command(), environment);
        console = started;
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> isReady(started));
    }

    @Override
    public int stop() {
        console().process().destroy();
        return console().exitCode(PATIENCE);
    }

    @Override
    public void kill() {
        console().process().destroyForcibly();
        console().exitCode(PATIENCE);
    }

    @Override
    public synchronized void close() {
        if (!Files.exists(folder)) {
            return;
        }
        if (console != null && console.process().isAlive()) {
            stop();
        }
        Standalone.deleteAll(folder);
    }

    private boolean isReady(Console started) {
        Matcher ready = READY.matcher(started.out());
        if (ready.find()) {
            base = URI.create("http://127.0.0.1:" + ready.group(1));
            // The same port over all its starts, as its clients know it.
            environment.put("OUTERPARK_HTTP_PORT", ready.group(1));
            return true;
        }
        if (!started.process().isAlive()) {
            throw new AssertionError("it does not start\n" + started);
        }
        return false;
    }

    private static List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Douterpark.checkout=" + Checkout.ROOT,
                "-jar",
                JAR.toString()));
        command.addAll(List.of(words));
        return command;
    }
}
