package outerpark.cluster;

import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import outerpark.machine.ClusterPorts;
import outerpark.machine.DataFolder;
import outerpark.machine.ServiceRoles;

/**
 * What the services and the gateway are told, each of them no more than it needs to know, by environment variables:
 * unlike a command line, nobody else can read those. What the user's environment says besides is handed on.
 */
record Environment(ClusterSettings settings, ClusterPorts ports, DataFolder folder, String managerPasswordHash) {

    static final String LOOPBACK = "127.0.0.1";

    /** The whole story is in the log, and as much of it as is of use. */
    private static final Map<String, String> LOGGING = Map.of(
            "QUARKUS_LOG_CONSOLE_LEVEL", "OFF",
            "QUARKUS_LOG_FILE_ENABLED", "true",
            "QUARKUS_LOG_FILE_ROTATION_MAX_FILE_SIZE", "10M",
            "QUARKUS_LOG_FILE_ROTATION_MAX_BACKUP_INDEX", "5",
            "QUARKUS_LOG_FILE_ROTATION_ROTATE_ON_BOOT", "false");

    /** Memory that a compiler gives back is there for whatever thread is the next, not for the next of its own only. */
    static final Map<String, String> MEMORY = Map.of("MALLOC_ARENA_MAX", "1");

    /** Few, as one machine has one disk: of what is published together, each partition's part is flushed by itself. */
    private static final String TOPIC_PARTITIONS = "4";

    /** Begins the name of a variable that is for one process alone. */
    private static final String ONLY = "OUTERPARK_ONLY_";

    /** Which services each of them calls; the gateway calls all. */
    private static final Map<String, List<String>> CALLED = Map.of(
            "musical", List.of("reservation"),
            "reservation", List.of("musical"),
            "notice", List.of("reservation"));

    /** Of one process of a service. */
    Map<String, String> ofService(String service, int replica, String databaseUrl) {
        String name = nameOf(service, replica);
        Map<String, String> environment = common(name, LOOPBACK, ports.service(service, replica));
        putAddresses(environment, CALLED.getOrDefault(service, List.of()));
        environment.put("OUTERPARK_DATABASE_URL", databaseUrl);
        environment.put("OUTERPARK_DATABASE_USER", service);
        environment.put("OUTERPARK_DATABASE_PASSWORD", folder.passwordOfRole(service));
        environment.put("OUTERPARK_KAFKA_BOOTSTRAP_SERVERS", LOOPBACK + ":" + ports.kafka());
        environment.putIfAbsent("OUTERPARK_KAFKA_TOPIC_PARTITIONS", TOPIC_PARTITIONS);
        if (service.equals("customercenter")) {
            environment.put("OUTERPARK_REDIS_URL", RedisServer.url(ports.redis(), folder.passwordFor("redis")));
        }
        environment.put("OUTERPARK_MANAGER_PASSWORD_HASH", managerPasswordHash);
        environment.put("OUTERPARK_TOKEN_KEY", Base64.getEncoder().encodeToString(folder.keyFor("reservation-token")));
        environment.put("OUTERPARK_SERVICE_CREDENTIAL", folder.passwordFor("service-credential"));
        environment.putAll(onlyFor(name));
        return environment;
    }

    Map<String, String> ofGateway() {
        Map<String, String> environment =
                common(Applications.GATEWAY, settings.installation().host().getHostAddress(), ports.gateway());
        putAddresses(environment, ServiceRoles.SERVICES);
        environment.putAll(onlyFor(Applications.GATEWAY));
        return environment;
    }

    /** What the user wants Kafka to be told, by the names of its own settings. */
    Map<String, String> settingsOfKafka() {
        return onlyFor(KafkaPart.NAME).entrySet().stream()
                .collect(Collectors.toMap(
                        each -> each.getKey().toLowerCase(Locale.ROOT).replace('_', '.'), Map.Entry::getValue));
    }

    static String nameOf(String service, int replica) {
        return service + "-" + replica;
    }

    /** Where the process of that name tells what it does. */
    Path log(String name) {
        return folder.logs().resolve(name + ".log");
    }

    /** What the user wants this one process to be told, whatever the others are. */
    private Map<String, String> onlyFor(String name) {
        String prefix = ONLY + name.toUpperCase(Locale.ROOT).replace('-', '_') + "__";
        Map<String, String> only = new HashMap<>();
        settings.environment().forEach((variable, value) -> {
            if (variable.startsWith(prefix)) {
                only.put(variable.substring(prefix.length()), value);
            }
        });
        return only;
    }

    private Map<String, String> common(String name, String host, int port) {
        Map<String, String> environment = new HashMap<>(settings.environment());
        environment.keySet().removeIf(variable -> variable.startsWith(ONLY));
        environment.putAll(MEMORY);
        environment.putAll(LOGGING);
        environment.put("QUARKUS_LOG_FILE_PATH", log(name).toString());
        environment.put("OUTERPARK_INSTANCE", name);
        environment.put("OUTERPARK_HTTP_HOST", host);
        environment.put("OUTERPARK_HTTP_PORT", Integer.toString(port));
        environment.put("OUTERPARK_MANAGEMENT_HOST", LOOPBACK);
        environment.put("OUTERPARK_MANAGEMENT_PORT", Integer.toString(ClusterPorts.management(port)));
        environment.put("OUTERPARK_SECURITY", settings.installation().open() ? "open" : "on");
        return environment;
    }

    private void putAddresses(Map<String, String> environment, List<String> services) {
        for (String service : services) {
            environment.put("OUTERPARK_ADDRESS_" + service.toUpperCase(Locale.ROOT), addresses(service));
        }
    }

    private String addresses(String service) {
        return IntStream.rangeClosed(1, settings.replicas().of(service))
                .mapToObj(replica -> "http://%s:%d".formatted(LOOPBACK, ports.service(service, replica)))
                .collect(Collectors.joining(","));
    }
}
