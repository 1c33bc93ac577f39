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
import outerpark.machine.ClusterPorts;
import outerpark.machine.FreePort;
import outerpark.machine.Replicas;
import outerpark.machine.ServiceRoles;

/**
 * A wire between each two processes of a cluster that talk to each other, and from each to PostgreSQL, Kafka and Redis.
 * Kafka tells its clients itself where it is, so it listens once for each wire, and tells who comes through it that it
 * is at the wire's near end.
 */
final class Wiring implements AutoCloseable {

    private static final String GATEWAY = "gateway";
    private static final String KAFKA = "kafka";

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

    private final ClusterPorts ports;
    private final Path data;
    private final Replicas replicas;
    private final List<Wire> wires = new ArrayList<>();
    private final List<ToKafka> wiresToKafka = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    /** A wire to Kafka, and where Kafka listens for it. */
    private record ToKafka(Wire wire, int listener) {}

    /** Lays them; whatever is at their far ends may come later. */
    Wiring(ClusterPorts ports, Path data, String redisPassword, Replicas replicas) throws IOException {
        this.ports = ports;
        this.data = data;
        this.replicas = replicas;
        for (String service : ServiceRoles.SERVICES) {
            for (int replica = 1; replica <= replicas.of(service); replica++) {
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
                    Wire toRedis = lay(ports::redis);
                    tell(
                            process,
                            "OUTERPARK_REDIS_URL",
                            "redis://:%s@127.0.0.1:%d".formatted(redisPassword, toRedis.port()));
                }
                int listener = freeListener();
                Wire toKafka = lay(() -> listener);
                wiresToKafka.add(new ToKafka(toKafka, listener));
                tell(process, "OUTERPARK_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + toKafka.port());
            }
        }
        layCalls(GATEWAY, ServiceRoles.SERVICES);
        tellKafka();
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
            List<Integer> near = new ArrayList<>();
            for (int replica = 1; replica <= replicas.of(service); replica++) {
                int far = ports.service(service, replica);
                near.add(lay(() -> far).port());
            }
            tell(
                    process,
                    "OUTERPARK_ADDRESS_" + service.toUpperCase(Locale.ROOT),
                    near.stream().map(port -> "http://127.0.0.1:" + port).collect(Collectors.joining(",")));
        }
    }

    /** Besides where it listens for itself and for the supervisor. */
    private void tellKafka() {
        StringBuilder listeners = new StringBuilder("PLAINTEXT://127.0.0.1:%d".formatted(ports.kafka()));
        StringBuilder advertised = new StringBuilder(listeners);
        StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        for (int i = 0; i < wiresToKafka.size(); i++) {
            ToKafka one = wiresToKafka.get(i);
            listeners.append(",WIRE%d://127.0.0.1:%d".formatted(i, one.listener()));
            advertised.append(",WIRE%d://127.0.0.1:%d".formatted(i, one.wire().port()));
            protocols.append(",WIRE%d:PLAINTEXT".formatted(i));
        }
        listeners.append(",CONTROLLER://127.0.0.1:%d".formatted(ports.kafkaController()));
        tell(KAFKA, "LISTENERS", listeners.toString());
        tell(KAFKA, "ADVERTISED_LISTENERS", advertised.toString());
        tell(KAFKA, "LISTENER_SECURITY_PROTOCOL_MAP", protocols.toString());
        tell(KAFKA, "INTER_BROKER_LISTENER_NAME", "PLAINTEXT");
    }

    private int freeListener() throws IOException {
        int port = FreePort.choose();
        return wiresToKafka.stream().anyMatch(other -> other.listener() == port) ? freeListener() : port;
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

    private Wire one(RandomGenerator chance) {
        return wires.get(chance.nextInt(wires.size()));
    }
}
