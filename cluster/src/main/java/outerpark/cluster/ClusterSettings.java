package outerpark.cluster;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import outerpark.machine.InstallationSettings;
import outerpark.machine.Replicas;
import outerpark.machine.console.CommandLine;
import outerpark.machine.console.Refused;

/**
 * How the cluster is to run: from the environment, and from the options of the command, which override it.
 *
 * @param javaOptions of every service's virtual machine, besides our own
 * @param environment that the services are given besides what they need from us; it holds no secret of ours
 */
record ClusterSettings(
        InstallationSettings installation,
        Replicas replicas,
        List<String> javaOptions,
        Map<String, String> environment) {

    private static final String REPLICAS = "OUTERPARK_REPLICAS";
    private static final String JAVA_OPTS = "OUTERPARK_JAVA_OPTS";

    /** The services need no password in clear. */
    private static final String NOT_FOR_SERVICES = "OUTERPARK_MANAGER_PASSWORD";

    ClusterSettings {
        javaOptions = List.copyOf(javaOptions);
        environment = Map.copyOf(environment);
    }

    /**
     * Reads them.
     *
     * @throws Refused if they make no sense
     */
    static ClusterSettings of(List<String> arguments, Map<String, String> environment) {
        CommandLine line = CommandLine.read(arguments, variables().keySet());
        if (!line.words().isEmpty()) {
            throw Refused.usage("cluster has no command " + line.words().getFirst());
        }
        Map<String, String> values = line.values(variables(), environment);
        Map<String, String> forServices = new HashMap<>(environment);
        forServices.remove(NOT_FOR_SERVICES);
        return new ClusterSettings(
                InstallationSettings.of(values),
                Optional.ofNullable(values.get(REPLICAS)).map(Replicas::parse).orElse(Replicas.NONE),
                Stream.of(values.getOrDefault(JAVA_OPTS, "").split(" ", -1))
                        .filter(option -> !option.isEmpty())
                        .toList(),
                forServices);
    }

    /** The folder of a cluster that is to be spoken to. */
    static Path dataFolder(CommandLine line, Map<String, String> environment) {
        return InstallationSettings.dataFolder(line.values(variables(), environment));
    }

    private static Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(InstallationSettings.OPTIONS);
        variables.put("--replicas", REPLICAS);
        return variables;
    }
}
