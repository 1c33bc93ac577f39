package outerpark.bench.site;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import outerpark.machine.ClusterPorts;
import outerpark.machine.Folders;
import outerpark.machine.Replicas;
import outerpark.machine.ServiceRoles;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;
import outerpark.operator.access.RunningSystem;

/** The product as six services on PostgreSQL, Kafka and Redis, as the one command starts it. */
public final class Cluster implements AutoCloseable {

    private static final String PASSWORD = "bench-of-this-run";
    private static final Map<String, String> ENVIRONMENT = Map.of("OUTERPARK_MANAGER_PASSWORD", PASSWORD);
    private static final String COMMAND = "cluster";
    private static final String GATEWAY = "gateway";
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    /** By their names, of which there is a process each. */
    public static final List<String> SERVICES =
            Stream.concat(ServiceRoles.SERVICES.stream(), Stream.of(GATEWAY)).toList();

    private static final String ONLY_REPLICA = "-1";

    private static final String DATA_DIR = "--data-dir";

    private final Path checkout;
    private final Path data;
    private final Server gateway;

    private Cluster(Path checkout, Path data, Server gateway) {
        this.checkout = checkout;
        this.data = data;
        this.gateway = gateway;
    }

    /** Starts it with nothing left of an earlier run, and returns when all of it is ready. */
    public static Cluster startAnew(Path checkout, Path folder) throws IOException {
        Folders.removeAll(folder);
        int port = ClusterPorts.choose(Replicas.NONE).gateway();
        Path data = folder.resolve("data");
        List<String> command =
                List.of(launcher(checkout), COMMAND, "--port", Integer.toString(port), DATA_DIR, data.toString());
        Server gateway = Server.start(command, ENVIRONMENT, folder.resolve("bench.log"), port, "/q/health/ready");
        Cluster cluster = new Cluster(checkout, data, gateway);
        cluster.asManager().put("/payments/sandbox", Product.NO_DELAY).expect(200);
        return cluster;
    }

    public String address() {
        return gateway.base().toString();
    }

    public RunningSystem asManager() {
        return RunningSystem.at(gateway.base(), PASSWORD);
    }

    /** Lets the operator's checker loose on it. */
    public void check(PrintStream out) {
        Front.check(address(), ENVIRONMENT, out);
    }

    /** Stops a service and starts it again; how long from the begin of its new process to its first answer. */
    public Duration startTime(String name, Show show) throws IOException {
        control("stop", part(name));
        CompletableFuture<Instant> answered = CompletableFuture.supplyAsync(() -> {
            while (!answers(name, show)) {
                Pause.of(LOOK_EVERY);
            }
            return Instant.now();
        });
        control("start", part(name));
        Instant begun = process(name).info().startInstant().orElseThrow();
        return Duration.between(begun, answered.join());
    }

    /** Whether it does what it is for: it writes, and says so; or is ready, if it writes only what events say. */
    private boolean answers(String name, Show show) {
        try {
            return switch (name) {
                case "musical" -> new Front(at(port(name))).openShow(1).seats() == 1;
                case "reservation", GATEWAY ->
                    at(port(name))
                                    .post(
                                            "/reservations",
                                            "{\"musicalId\": %d, \"seats\": 1}".formatted(show.musicalId()))
                                    .status()
                            == 201;
                case "payment" ->
                    at(port(name)).put("/payments/sandbox", Product.NO_DELAY).status() == 200;
                default ->
                    Server.answers(URI.create(
                            "http://localhost:%d/q/health/ready".formatted(ClusterPorts.management(port(name)))));
            };
        } catch (Refused notYet) {
            return false;
        }
    }

    private static String part(String service) {
        return service.equals(GATEWAY) ? GATEWAY : service + ONLY_REPLICA;
    }

    private int port(String name) {
        ClusterPorts ports = new ClusterPorts(gateway.base().getPort());
        return name.equals(GATEWAY) ? ports.gateway() : ports.service(name, 1);
    }

    private static RunningSystem at(int port) {
        return RunningSystem.at(URI.create("http://localhost:" + port), PASSWORD);
    }

    /** The process of a part. */
    private ProcessHandle process(String name) throws IOException {
        return control("status")
                .lines()
                .skip(1)
                .map(line -> line.strip().split("\\s{2,}"))
                .filter(cells -> cells.length > 1 && cells[0].equals(part(name)) && cells[1].matches("[0-9]+"))
                .findFirst()
                .flatMap(cells -> ProcessHandle.of(Long.parseLong(cells[1])))
                .orElseThrow(() -> new Refused(name + " does not run"));
    }

    /** As {@code ./outerpark cluster} does, and returns what it says. */
    public String control(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher(checkout), COMMAND));
        command.addAll(List.of(words));
        command.addAll(List.of(DATA_DIR, data.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new Refused(String.join(" ", command) + ": " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
        return said;
    }

    /** The most memory that a part has had in use at once, in MiB (proc(5)). */
    public double peakMemory(String name) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process(name).pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToDouble(kib -> Long.parseLong(kib) / 1024.0)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        gateway.close();
    }

    private static String launcher(Path checkout) {
        return checkout.resolve("outerpark").toString();
    }
}
