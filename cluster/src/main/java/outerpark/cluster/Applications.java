package outerpark.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import outerpark.machine.DataFolder;
import outerpark.machine.ManagerPassword;
import outerpark.machine.ServiceRoles;
import outerpark.machine.console.Refused;

/**
 * The services and the gateway: their programs, and the environment that tells each of them what it needs to know.
 *
 * @param checkout where the programs were built
 */
record Applications(
        Path checkout,
        ClusterSettings settings,
        Ports ports,
        DataFolder folder,
        ManagerPassword manager,
        PostgresPart postgres,
        KafkaPart kafka,
        RedisPart redis) {

    static final String GATEWAY = "gateway";

    private static final String LOOPBACK = "127.0.0.1";

    /** Enough for a machine's own load. What the user adds comes behind and wins. */
    private static final List<String> JAVA_OPTIONS = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** The whole story is in the log, as long as it is of use. */
    private static final Map<String, String> LOGGING = Map.of(
            "QUARKUS_LOG_CONSOLE_LEVEL", "OFF",
            "QUARKUS_LOG_FILE_ENABLED", "true",
            "QUARKUS_LOG_FILE_ROTATION_MAX_FILE_SIZE", "10M",
            "QUARKUS_LOG_FILE_ROTATION_MAX_BACKUP_INDEX", "5",
            "QUARKUS_LOG_FILE_ROTATION_ROTATE_ON_BOOT", "false");

    /** The replicas of a service. */
    List<Part> service(String service) {
        return IntStream.rangeClosed(1, settings.replicas().of(service))
                .mapToObj(replica -> replica(service, replica))
                .toList();
    }

    private Part replica(String service, int replica) {
        String name = service + "-" + replica;
        int port = ports.service(service, replica);
        return new ApplicationPart(
                name,
                "http://%s:%d".formatted(LOOPBACK, port),
                Ports.management(port),
                process(name),
                command("processes/" + service),
                () -> environmentOf(service, name, port));
    }

    Part gateway() {
        int port = ports.gateway();
        return new ApplicationPart(
                GATEWAY,
                "http://%s:%d".formatted(settings.installation().hostToVisit(), port),
                Ports.management(port),
                process(GATEWAY),
                command(GATEWAY),
                () -> environment(GATEWAY, settings.installation().host().getHostAddress(), port));
    }

    private ChildProcess process(String name) {
        return new ChildProcess(
                folder.logs(), log(name), new PidFile(pidFiles(folder).resolve(name)));
    }

    private Path log(String name) {
        return folder.logs().resolve(name + ".log");
    }

    /** The folder that holds a pid file for each of them. */
    static Path pidFiles(DataFolder folder) {
        return folder.path().resolve("pids");
    }

    private List<String> command(String module) {
        Path program = checkout.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(program)) {
            throw new Refused(program + " is missing; ./outerpark cluster builds it");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JAVA_OPTIONS);
        command.addAll(settings.javaOptions());
        command.addAll(List.of("-jar", program.toString()));
        return command;
    }

    private Map<String, String> environmentOf(String service, String name, int port) {
        Map<String, String> environment = environment(name, LOOPBACK, port);
        environment.put("OUTERPARK_DATABASE_URL", postgres.urlFor(service));
        environment.put("OUTERPARK_DATABASE_USER", service);
        environment.put("OUTERPARK_DATABASE_PASSWORD", folder.passwordOfRole(service));
        environment.put("OUTERPARK_KAFKA_BOOTSTRAP_SERVERS", kafka.address());
        if (service.equals("customercenter")) {
            environment.put("OUTERPARK_REDIS_URL", redis.url());
        }
        environment.put("OUTERPARK_MANAGER_PASSWORD_HASH", manager.hash());
        environment.put("OUTERPARK_TOKEN_KEY", Base64.getEncoder().encodeToString(folder.keyFor("reservation-token")));
        environment.put("OUTERPARK_SERVICE_CREDENTIAL", folder.passwordFor("service-credential"));
        return environment;
    }

    /** What all of them are told. */
    private Map<String, String> environment(String name, String host, int port) {
        Map<String, String> environment = new HashMap<>(settings.environment());
        environment.putAll(LOGGING);
        environment.put("QUARKUS_LOG_FILE_PATH", log(name).toString());
        environment.put("OUTERPARK_INSTANCE", name);
        environment.put("OUTERPARK_HTTP_HOST", host);
        environment.put("OUTERPARK_HTTP_PORT", Integer.toString(port));
        environment.put("OUTERPARK_MANAGEMENT_HOST", LOOPBACK);
        environment.put("OUTERPARK_MANAGEMENT_PORT", Integer.toString(Ports.management(port)));
        environment.put("OUTERPARK_SECURITY", settings.installation().open() ? "open" : "on");
        for (String service : ServiceRoles.SERVICES) {
            environment.put("OUTERPARK_ADDRESS_" + service.toUpperCase(Locale.ROOT), addresses(service));
        }
        return environment;
    }

    private String addresses(String service) {
        return IntStream.rangeClosed(1, settings.replicas().of(service))
                .mapToObj(replica -> "http://%s:%d".formatted(LOOPBACK, ports.service(service, replica)))
                .collect(Collectors.joining(","));
    }
}
