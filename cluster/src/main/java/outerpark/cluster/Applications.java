package outerpark.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import outerpark.machine.ClusterPorts;
import outerpark.machine.DataFolder;
import outerpark.machine.ServiceRoles;
import outerpark.machine.StopSignal;
import outerpark.machine.console.Refused;

/**
 * The services and the gateway: programs that were built in the checkout, each with its environment.
 *
 * @param postgres whose port is known when it has started
 */
record Applications(
        AotCaches caches,
        ClusterSettings settings,
        ClusterPorts ports,
        Environment environment,
        PostgresPart postgres) {

    static final String GATEWAY = "gateway";

    /**
     * Enough for a machine's own load: of the heap, about half is in use in a rush. Buffers outside it that were for
     * one large message are not kept. What the user adds comes behind and wins.
     */
    static final List<String> JAVA_OPTIONS = List.of(
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TrimNativeHeapInterval=5000",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djdk.nio.maxCachedBufferSize=65536",
            "--sun-misc-unsafe-memory-access=allow");

    /** Longer than requests under way have to finish. */
    private static final Duration STOP_WAIT = Duration.ofSeconds(30);

    /** Whoever has learned something writes it down at last, and they do so together. */
    private static final Duration STOP_WAIT_IN_TRAINING = Duration.ofMinutes(10);

    /** The folder that holds a pid file for each of them. */
    static Path pidFiles(DataFolder folder) {
        return folder.path().resolve("pids");
    }

    /** The folder in the checkout that a service, or the gateway, is packaged in. */
    static String moduleOf(String application) {
        return application.equals(GATEWAY) ? GATEWAY : "processes/" + application;
    }

    /** Every replica of every service. */
    List<Part> services() {
        return ServiceRoles.SERVICES.stream()
                .flatMap(service -> IntStream.rangeClosed(1, settings.replicas().of(service))
                        .mapToObj(replica -> replica(service, replica)))
                .toList();
    }

    Part gateway() {
        return new ApplicationPart(
                GATEWAY,
                "http://%s:%d".formatted(settings.installation().hostToVisit(), ports.gateway()),
                ClusterPorts.management(ports.gateway()),
                process(GATEWAY),
                command(GATEWAY),
                environment::ofGateway,
                this::stopWait);
    }

    private Part replica(String service, int replica) {
        String name = Environment.nameOf(service, replica);
        int port = ports.service(service, replica);
        return new ApplicationPart(
                name,
                "http://%s:%d".formatted(Environment.LOOPBACK, port),
                ClusterPorts.management(port),
                process(name),
                command(service),
                () -> environment.ofService(service, replica, postgres.urlFor(service)),
                this::stopWait);
    }

    private Duration stopWait() {
        return caches.isTraining() && !StopSignal.isRaised() ? STOP_WAIT_IN_TRAINING : STOP_WAIT;
    }

    private ChildProcess process(String name) {
        DataFolder folder = environment.folder();
        PidFile pidFile = new PidFile(pidFiles(folder).resolve(name));
        return new ChildProcess(folder.logs(), environment.log(name), pidFile);
    }

    private List<String> command(String application) {
        Path program = caches.checkout().resolve(moduleOf(application)).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(program)) {
            throw new Refused(program + " is missing; ./outerpark cluster builds it");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JAVA_OPTIONS);
        command.addAll(caches.options(application));
        command.addAll(settings.javaOptions());
        command.addAll(List.of("-jar", program.toString()));
        return command;
    }
}
