package outerpark.acceptance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The whole product as six services, each in a process of its own, at ports that the system chooses. */
final class Cluster extends LocalSystem {

    private static final Path JAR = Checkout.ROOT.resolve("cluster/target/cluster-run.jar");
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    /** With the run that the services learn from before it. */
    private static final Duration FIRST_PATIENCE = Duration.ofMinutes(10);

    private static final int MANAGEMENT_PORT_ABOVE = 1_000;

    private final Path checkout;
    private final List<String> options;

    private Cluster(Path checkout, Map<String, String> environment, Duration patience, String... options) {
        super(newPassword(), environment, patience);
        this.checkout = checkout;
        this.options = List.of(options);
        set("OUTERPARK_JAVA_OPTS", JAVA_OPTIONS);
    }

    /** With an empty data folder, not started; the environment adds to the defaults, or overrides them. */
    static Cluster fresh(Map<String, String> environment) {
        return new Cluster(Checkout.ROOT, environment, PATIENCE);
    }

    /**
     * As {@link #fresh}, of a checkout's own programs; as the launcher starts it, which has them run once after a build
     * and notes that in this file.
     */
    static Cluster fresh(Path checkout, Path trained) {
        return new Cluster(checkout, Map.of(), FIRST_PATIENCE, "-Douterpark.trained=" + trained);
    }

    /** A part of it, by the name that it has in its table, and its process. */
    record Part(String name, ProcessHandle process, String address, String state) {

        /** Where it tells of its health and of what it does; empty if it is not a program of ours. */
        Optional<URI> management() {
            return address.startsWith("http:")
                    ? Optional.of(URI.create(
                            "http://127.0.0.1:" + (URI.create(address).getPort() + MANAGEMENT_PORT_ABOVE)))
                    : Optional.empty();
        }
    }

    /** Runs {@code ./outerpark cluster} with these words, to its end. */
    Console control(String... words) {
        Console control = run(words);
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
                        cells[0], ProcessHandle.of(Long.parseLong(cells[1])).orElseThrow(), cells[2], cells[3]))
                .toList();
    }

    /** The process of a part, as it is now. */
    ProcessHandle process(String name) {
        return parts().stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " does not run"))
                .process();
    }

    /** Returns when every part is ready. */
    void awaitReady() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> control("status").exitCode(PATIENCE) == 0);
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
    public String metrics() {
        return parts().stream()
                .flatMap(part -> part.management().stream())
                .map(management -> Client.guest(this)
                        .get(management.resolve("/q/metrics").toString())
                        .body())
                .collect(Collectors.joining("\n"));
    }

    @Override
    List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Douterpark.checkout=" + checkout));
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(words));
        return command;
    }
}
