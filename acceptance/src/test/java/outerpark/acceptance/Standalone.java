package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

/** The whole product in one process, on a data folder of its own, at a port that the system chooses. */
final class Standalone implements SystemUnderTest {

    /** What the build has packaged. */
    static final Path JAR = Checkout.ROOT.resolve("standalone/target/quarkus-app/quarkus-run.jar");

    private static final Pattern READY = Pattern.compile("OuterPark is ready: http://localhost:(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder = newFolder();
    private final Path jar;
    private final Map<String, String> environment;
    private final String managerPassword;
    private @Nullable Console console;
    private @Nullable URI base;

    private Standalone(Path jar, String managerPassword, Map<String, String> environment) {
        this.jar = jar;
        this.managerPassword = managerPassword;
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
    static Standalone fresh(Map<String, String> environment) {
        return new Standalone(JAR, newPassword(), environment);
    }

    /** As {@link #fresh}, of another build of the product; at a port that stays the same over all its starts. */
    static Standalone of(Path jar, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("OUTERPARK_HTTP_PORT", Integer.toString(freePort()));
        return new Standalone(jar, newPassword(), all);
    }

    /** Restored from a backup and not started; its manager's password is the one that the backup has. */
    static Standalone restored(Path backup, String managerPassword, Map<String, String> environment) {
        Standalone system = new Standalone(JAR, managerPassword, environment);
        system.environment.put("OUTERPARK_MANAGER_PASSWORD", "");
        Console restore = system.run("restore", backup.toString());
        assertThat(restore.exitCode(PATIENCE)).as(restore.toString()).isZero();
        return system;
    }

    /** As {@link #fresh}, and started. */
    static Standalone started(Map<String, String> environment) {
        Standalone system = fresh(environment);
        system.start();
        return system;
    }

    /** The command that starts it, with options. */
    static List<String> command(String... options) {
        return commandOf(JAR, options);
    }

    private static List<String> commandOf(Path jar, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-jar", jar.toString()));
        command.addAll(List.of(options));
        return command;
    }

    /** Runs a command on its data, which may be at work meanwhile. */
    Console run(String... command) {
        return Console.start(
                folder,
                command(command),
                Map.of("OUTERPARK_DATA_DIR", dataFolder().toString()));
    }

    Path dataFolder() {
        return folder.resolve("data");
    }

    @Override
    public List<Path> logs() {
        return List.of(dataFolder().resolve("logs/outerpark.log"));
    }

    @Override
    public Console console() {
        return Objects.requireNonNull(console, "it was started");
    }

    /** The PostgreSQL server's own process, as it is now. */
    ProcessHandle postgres() {
        try {
            List<String> lines = Files.readAllLines(dataFolder().resolve("postgres/postmaster.pid"));
            return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public URI base() {
        return Objects.requireNonNull(base, "it was started");
    }

    @Override
    public String managerPassword() {
        return managerPassword;
    }

    /** Starts it and does not wait until it is ready. */
    Console begin() {
        Console started = Console.start(folder, commandOf(jar), environment);
        console = started;
        return started;
    }

    @Override
    public void start() {
        Console started = begin();
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
        deleteAll(folder);
    }

    private boolean isReady(Console started) {
        Matcher ready = READY.matcher(started.out());
        if (ready.find()) {
            base = URI.create("http://127.0.0.1:" + ready.group(1));
            return true;
        }
        if (!started.process().isAlive()) {
            throw new AssertionError("it does not start\n" + started);
        }
        return false;
    }

    private static String newPassword() {
        return UUID.randomUUID().toString();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
