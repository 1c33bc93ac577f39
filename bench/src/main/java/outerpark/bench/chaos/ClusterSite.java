package outerpark.bench.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import outerpark.bench.site.Programs;
import outerpark.bench.site.Server;
import outerpark.machine.ClusterPorts;
import outerpark.machine.DataFolder;
import outerpark.machine.Folders;
import outerpark.machine.Marker;
import outerpark.machine.Replicas;
import outerpark.machine.ServiceRoles;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;
import outerpark.operator.access.RunningSystem;

/**
 * Six services, two of them twice, on PostgreSQL, Kafka and Redis; their supervisor starts again what ends. The clocks
 * of one process of reservation and of the one of payment are right when it starts, and soon are not.
 */
final class ClusterSite implements Site {

    private static final String PASSWORD = "chaos-of-this-run";
    private static final int CUSTOMERS = 4;
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final String REPLICAS = "musical=2,reservation=2";

    /** For all that a run writes. */
    private static final String DISK_SIZE = "3g";

    /** Events that are told again, of each service. */
    private static final int AGAIN = 500;

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "OUTERPARK_MANAGER_PASSWORD",
            PASSWORD,
            "OUTERPARK_REPLICAS",
            REPLICAS,
            "OUTERPARK_ONLY_RESERVATION_2__OUTERPARK_CLOCK_OFFSET",
            "PT1H",
            "OUTERPARK_ONLY_RESERVATION_2__OUTERPARK_CLOCK_JUMPS_AFTER",
            "PT20S",
            "OUTERPARK_ONLY_PAYMENT_1__OUTERPARK_CLOCK_OFFSET",
            "PT-1H",
            "OUTERPARK_ONLY_PAYMENT_1__OUTERPARK_CLOCK_JUMPS_AFTER",
            "PT30S",
            "OUTERPARK_PAYMENT_RETRY_LONGEST",
            "2s");

    /** What the sandbox provider's dial leaves out is at rest. */
    private static final List<String> DIALS =
            List.of("{\"down\": true}", "{\"latencyMs\": 2000}", "{\"errorRate\": 0.5}");

    private final Path checkout;
    private final Path data;
    private final Disk disk;
    private final Wiring wiring;
    private final Server gateway;

    private ClusterSite(Path checkout, Path data, Disk disk, Wiring wiring, Server gateway) {
        this.checkout = checkout;
        this.data = data;
        this.disk = disk;
        this.wiring = wiring;
        this.gateway = gateway;
    }

    static ClusterSite begin(Path checkout, Path folder) throws IOException {
        Replicas replicas = Replicas.parse(REPLICAS);
        ClusterPorts ports = ClusterPorts.choose(replicas);
        Disk disk = Disk.makeIn(folder, DISK_SIZE);
        Path data = disk.folder().resolve("data");
        List<String> words = List.of("--port", Integer.toString(ports.gateway()), "--data-dir", data.toString());
        String redisPassword;
        try (DataFolder secrets = DataFolder.open(data, Marker.Topology.CLUSTER)) {
            redisPassword = secrets.passwordFor("redis");
        }
        Wiring wiring = new Wiring(ports, data, redisPassword, replicas);
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.putAll(wiring.environment());
        Server gateway = Server.start(
                Programs.cluster(checkout, words),
                environment,
                folder.resolve("chaos.log"),
                ports.gateway(),
                "/q/health/ready");
        return new ClusterSite(checkout, data, disk, wiring, gateway);
    }

    /** A part of it, by the name that it has in the supervisor's table. */
    private record Part(String name, long pid) {}

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public int customers() {
        return CUSTOMERS;
    }

    @Override
    public RunningSystem asManager() {
        return RunningSystem.at(gateway.base(), PASSWORD);
    }

    @Override
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>(List.of(
                new Fault("a process killed", this::killOne),
                new Fault("a process stopped", this::stopOne),
                new Fault("two processes killed", chance -> {
                    killOne(chance);
                    return killOne(chance);
                }),
                new Fault("PostgreSQL killed", _ -> kill("postgresql")),
                new Fault("Kafka restarted", _ -> {
                    control("restart", "kafka");
                    return () -> {};
                }),
                new Fault("Kafka away", _ -> away("kafka")),
                new Fault("Redis wiped", _ -> wipeRedis()),
                new Fault("a wire cut", wiring::cutOne),
                new Fault("a wire silent", wiring::silenceOne),
                new Fault("a wire slow", wiring::slowOne),
                new Fault("a service restarted", chance -> {
                    List<String> names = List.of("musical", "reservation", "payment", "notice", "customercenter");
                    control("restart", names.get(chance.nextInt(names.size())));
                    return () -> {};
                }),
                new Fault("provider in trouble", chance -> {
                    asManager()
                            .put("/payments/sandbox", DIALS.get(chance.nextInt(DIALS.size())))
                            .expect(200);
                    return () -> asManager()
                            .patiently(system ->
                                    system.put("/payments/sandbox", "{}").expect(200));
                }),
                new Fault("events told again, late", _ -> {
                    tellAgain();
                    return () -> {};
                })));
        faults.addAll(disk.faults());
        return faults;
    }

    @Override
    public void awaitReady() throws IOException {
        long giveUpAt = System.nanoTime() + READY_WITHIN.toNanos();
        while (!Processes.run(command("status"))) {
            if (System.nanoTime() > giveUpAt) {
                throw new Refused("the cluster is not whole again: " + data);
            }
            Pause.of(LOOK_EVERY);
        }
    }

    private Fault.Remedy killOne(RandomGenerator chance) throws IOException {
        List<Part> parts = parts();
        Part victim = parts.get(chance.nextInt(parts.size()));
        return kill(victim.name());
    }

    /** Its supervisor starts it again. */
    private Fault.Remedy kill(String name) throws IOException {
        for (Part part : parts()) {
            if (part.name().equals(name)) {
                Processes.kill(Processes.family(part.pid()));
            }
        }
        return () -> {};
    }

    private Fault.Remedy stopOne(RandomGenerator chance) throws IOException {
        List<Part> parts = parts();
        Part victim = parts.get(chance.nextInt(parts.size()));
        List<ProcessHandle> processes = Processes.family(victim.pid());
        Processes.stop(processes);
        return () -> Processes.goOn(processes);
    }

    private Fault.Remedy away(String name) throws IOException {
        control("stop", name);
        return () -> control("start", name);
    }

    private Fault.Remedy wipeRedis() throws IOException {
        control("stop", "redis");
        Folders.removeAll(data.resolve("redis"));
        return () -> control("start", "redis");
    }

    /** Old ones behind new ones: whoever publishes loses its place to another, which takes an older one. */
    private void tellAgain() throws IOException {
        Databases databases = new Databases(data);
        for (String service : ServiceRoles.SERVICES) {
            databases.executeIn(service, """
                    UPDATE %s.relay SET position = greatest(0, position - %d), epoch = epoch + 1,
                                        leased_until = '-infinity'""".formatted(service, AGAIN));
        }
    }

    private List<Part> parts() throws IOException {
        List<Part> parts = new ArrayList<>();
        control("status")
                .lines()
                .skip(1)
                .map(line -> line.strip().split("\\s{2,}"))
                .forEach(cells -> {
                    if (cells.length > 1 && cells[1].matches("[0-9]+")) {
                        parts.add(new Part(cells[0], Long.parseLong(cells[1])));
                    }
                });
        return parts;
    }

    private List<String> command(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", data.toString()));
        return Programs.cluster(checkout, all);
    }

    /** What is asked of the supervisor; a part that does not come up at once is the supervisor's business. */
    private String control(String... words) throws IOException {
        Process process =
                new ProcessBuilder(command(words)).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
        return said;
    }

    @Override
    public void dropData() {
        disk.dropWhatIsOnIt();
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        wiring.close();
        disk.close();
    }
}
