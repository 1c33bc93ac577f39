package outerpark.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import outerpark.bench.site.Wire;
import outerpark.machine.ServiceRoles;

/**
 * A wire between each two processes of a cluster that talk to each other directly, and from each to PostgreSQL and
 * Redis. Kafka tells its clients itself where it is, so none leads there.
 */
final class Wiring implements AutoCloseable {

    private static final String GATEWAY = "gateway";

    /** As the supervisor gives the ports out. */
    private static final int REPLICA_STEP = 100;

    private static final int REDIS_STEP = 12;
    private static final int SLOW_MAX_MILLIS = 100;

    private static final Map<String, List<String>> CALLED = Map.of(
            GATEWAY,
            ServiceRoles.SERVICES,
            "musical",
            List.of("reservation"),
            "reservation",
            List.of("musical"),
            "notice",
            List.of("reservation"));

    private final int gatewayPort;
    private final Path data;
    private final Map<String, Integer> replicas;
    private final List<Wire> wires = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    /**
     * Lays them; whatever is at their far ends may come later.
     *
     * @param replicas of the services that have more than one
     */
    Wiring(int gatewayPort, Path data, String redisPassword, Map<String, Integer> replicas) throws IOException {
        this.gatewayPort = gatewayPort;
        this.data = data;
        this.replicas = replicas;
        for (String service : ServiceRoles.SERVICES) {
            for (int replica = 1; replica <= replicasOf(service); replica++) {
                String process = service + "-" + replica;
                layCalls(process, CALLED.getOrDefault(service, List.of()));
                Wire toDatabase = lay(this::postgresPort);
                tell(
                        process,
                        "OUTERPARK_DATABASE_URL",
                        ("jdbc:postgresql://127.0.0.1:%d/%s?tcpKeepAlive=true&socketTimeout=40"
                                        + "&logServerErrorDetail=false")
                                .formatted(toDatabase.port(), service));
                if (service.equals("customercenter")) {
                    Wire toRedis = lay(() -> gatewayPort + REDIS_STEP);
                    tell(
                            process,
                            "OUTERPARK_REDIS_URL",
                            "redis://:%s@127.0.0.1:%d".formatted(redisPassword, toRedis.port()));
                }
            }
        }
        layCalls(GATEWAY, ServiceRoles.SERVICES);
    }

    /** What the supervisor is told, so that each process takes its wires. */
    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    Fault.Remedy cutOne(RandomGenerator chance) {
        Wire wire = one(chance);
        wire.cut();
        return wire::mend;
    }

    Fault.Remedy silenceOne(RandomGenerator chance) {
        Wire wire = one(chance);
        wire.silence();
        return wire::mend;
    }

    Fault.Remedy slowOne(RandomGenerator chance) {
        Wire wire = one(chance);
        wire.delay(Duration.ofMillis(chance.nextInt(5, SLOW_MAX_MILLIS)));
        return () -> wire.delay(Duration.ZERO);
    }

    @Override
    public void close() {
        wires.forEach(Wire::close);
    }

    private void layCalls(String process, List<String> called) throws IOException {
        for (String service : called) {
            List<Integer> ports = new ArrayList<>();
            for (int replica = 1; replica <= replicasOf(service); replica++) {
                int port = gatewayPort + 1 + ServiceRoles.SERVICES.indexOf(service) + REPLICA_STEP * (replica - 1);
                ports.add(lay(() -> port).port());
            }
            tell(
                    process,
                    "OUTERPARK_ADDRESS_" + service.toUpperCase(Locale.ROOT),
                    ports.stream().map(port -> "http://127.0.0.1:" + port).collect(Collectors.joining(",")));
        }
    }

    private Wire lay(Wire.Far far) throws IOException {
        Wire wire = Wire.to(far, Duration.ZERO);
        wires.add(wire);
        return wire;
    }

    private void tell(String process, String variable, String value) {
        environment.put(
                "OUTERPARK_ONLY_%s__%s"
                        .formatted(process.toUpperCase(Locale.ROOT).replace('-', '_'), variable),
                value);
    }

    private int postgresPort() throws IOException {
        Path pid = data.resolve("postgres/postmaster.pid");
        // Its fourth line is the port.
        return Integer.parseInt(Files.readAllLines(pid).get(3).strip());
    }

    private int replicasOf(String service) {
        return replicas.getOrDefault(service, 1);
    }

    private Wire one(RandomGenerator chance) {
        return wires.get(chance.nextInt(wires.size()));
    }
}
