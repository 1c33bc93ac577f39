package outerpark.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import outerpark.machine.console.Refused;

/**
 * Where the processes of a cluster listen. All but the gateway do so on loopback alone. PostgreSQL chooses for itself.
 *
 * @param gateway from which the others follow
 */
public record ClusterPorts(int gateway) {

    private static final int REPLICA_STEP = 100;
    private static final int MANAGEMENT_STEP = 1_000;
    private static final int KAFKA_STEP = 10;
    private static final int KAFKA_CONTROLLER_STEP = 11;
    private static final int REDIS_STEP = 12;

    /** Below those that systems give to the near end of a connection. */
    private static final int CHOSEN_MIN = 20_000;

    private static final int CHOSEN_MAX = 30_000;
    private static final int CHOICES_MAX = 100;

    /**
     * Those that follow from the port that is told; from one that is chosen so that all are free, if 0 is.
     *
     * @throws Refused if there are none, or one that is needed is taken
     */
    public static ClusterPorts of(InstallationSettings told, Replicas replicas) {
        if (told.port() == 0) {
            return choose(told.host(), replicas);
        }
        ClusterPorts ports = new ClusterPorts(told.port());
        if (ports.all(replicas).stream().anyMatch(port -> port > InstallationSettings.PORT_MAX)) {
            throw Refused.usage("--port %d leaves no ports for the services; it must be %d at most"
                    .formatted(told.port(), told.port() - ports.highest(replicas) + InstallationSettings.PORT_MAX));
        }
        told.checkAddressIsFree();
        for (int port : ports.all(replicas)) {
            if (port != ports.gateway && !isFree(InetAddress.getLoopbackAddress(), port)) {
                throw new Refused("port %d, which the cluster needs beside %d, is taken; choose another with --port"
                        .formatted(port, ports.gateway));
            }
        }
        return ports;
    }

    public int service(String service, int replica) {
        return gateway + 1 + ServiceRoles.SERVICES.indexOf(service) + REPLICA_STEP * (replica - 1);
    }

    /** Of the process that listens at {@code port}: its health and metrics. */
    public static int management(int port) {
        return port + MANAGEMENT_STEP;
    }

    public int kafka() {
        return gateway + KAFKA_STEP;
    }

    public int kafkaController() {
        return gateway + KAFKA_CONTROLLER_STEP;
    }

    public int redis() {
        return gateway + REDIS_STEP;
    }

    public List<Integer> all(Replicas replicas) {
        List<Integer> all = new ArrayList<>(List.of(gateway, management(gateway)));
        for (String service : ServiceRoles.SERVICES) {
            for (int replica = 1; replica <= replicas.of(service); replica++) {
                all.add(service(service, replica));
                all.add(management(service(service, replica)));
            }
        }
        all.addAll(List.of(kafka(), kafkaController(), redis()));
        return all;
    }

    private int highest(Replicas replicas) {
        return all(replicas).stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /**
     * Some that are all free, at loopback.
     *
     * @throws Refused if there are none
     */
    public static ClusterPorts choose(Replicas replicas) {
        return choose(InetAddress.getLoopbackAddress(), replicas);
    }

    private static ClusterPorts choose(InetAddress host, Replicas replicas) {
        RandomGenerator random = RandomGenerator.getDefault();
        return IntStream.range(0, CHOICES_MAX)
                .mapToObj(choice -> new ClusterPorts(random.nextInt(CHOSEN_MIN, CHOSEN_MAX)))
                .filter(ports -> ports.areFree(host, replicas))
                .findFirst()
                .orElseThrow(() -> new Refused("there are no free ports for a cluster; choose one with --port"));
    }

    private boolean areFree(InetAddress host, Replicas replicas) {
        return isFree(host, gateway)
                && all(replicas).stream().allMatch(port -> isFree(InetAddress.getLoopbackAddress(), port));
    }

    private static boolean isFree(InetAddress host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
