package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The whole product in one process, at a port of its own. */
final class Standalone extends LocalSystem {

    /** What the build has packaged. */
    static final Path JAR = Checkout.ROOT.resolve("standalone/target/quarkus-app/quarkus-run.jar");

    /** What its virtual machine has learned at the build. */
    static final Path CACHE = Checkout.ROOT.resolve("standalone/target/app.aot");

    /** What a crash leaves undecided is taken up again after less than the usual half a minute. */
    static final Map<String, String> SOON_SETTLED = Map.of(
            "OUTERPARK_PAYMENT_CALL_TIMEOUT", "1500ms",
            "OUTERPARK_PAYMENT_TURNS_CLAIM_FOR", "6s",
            "OUTERPARK_PAYMENT_ANSWERS_WRITE_WITHIN", "2s",
            "OUTERPARK_MUSICAL_PENDING_ASK_AFTER", "3s");

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final int PORT_MIN = 10_000;
    private static final int PORT_MAX = 20_000;
    private static final int PORT_CHOICES_MAX = 100;

    private final Path jar;

    private Standalone(Path jar, String managerPassword, Map<String, String> environment) {
        super(managerPassword, environment, PATIENCE);
        set("OUTERPARK_HTTP_PORT", Integer.toString(ownPort()));
        environment.forEach(this::set);
        this.jar = jar;
    }

    /** Of those that nobody is given by chance: while it is down between two starts its port is to stay free. */
    private static int ownPort() {
        RandomGenerator random = RandomGenerator.getDefault();
        return IntStream.generate(() -> random.nextInt(PORT_MIN, PORT_MAX))
                .limit(PORT_CHOICES_MAX)
                .filter(Standalone::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** With an empty data folder, not started; the environment adds to the defaults, or overrides them. */
    static Standalone fresh(Map<String, String> environment) {
        return new Standalone(JAR, newPassword(), environment);
    }

    /** As {@link #fresh}, of another build of the product. */
    static Standalone of(Path jar, Map<String, String> environment) {
        return new Standalone(jar, newPassword(), environment);
    }

    /** Restored from a backup and not started; its manager's password is the one that the backup has. */
    static Standalone restored(Path backup, String managerPassword, Map<String, String> environment) {
        Standalone system = new Standalone(JAR, managerPassword, environment);
        system.set("OUTERPARK_MANAGER_PASSWORD", "");
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

    /** The command that the build's product is run with. */
    static List<String> productCommand(String... words) {
        return commandOf(JAR, words);
    }

    @Override
    List<String> command(String... words) {
        return commandOf(jar, words);
    }

    private static List<String> commandOf(Path jar, String... words) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g"));
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-XX:AOTCache=" + CACHE, "-Xlog:aot*=off"));
        Stream.of(JAVA_OPTIONS.split(" ")).filter(option -> !option.isEmpty()).forEach(command::add);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(List.of(words));
        return command;
    }

    @Override
    public List<Path> logs() {
        return List.of(dataFolder().resolve("logs/outerpark.log"));
    }

    @Override
    public String metrics() {
        return Client.guest(this).get("/q/metrics").body();
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
}
