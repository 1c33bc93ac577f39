package outerpark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.machine.ClusterPorts;
import outerpark.machine.DataFolder;
import outerpark.machine.Marker;
import outerpark.machine.ServiceRoles;

final class EnvironmentTest {

    private static final Pattern ADDRESS = Pattern.compile("\"outerpark\\.address\\.(\\w+)\"");

    @TempDir
    private Path temp;

    private DataFolder folder;
    private Environment environment;

    @BeforeEach
    void describe() {
        folder = DataFolder.open(temp.resolve("data"), Marker.Topology.CLUSTER);
        ClusterSettings settings = ClusterSettings.of(
                List.of("--replicas", "musical=2", "--host", "0.0.0.0"),
                Map.of(
                        "OUTERPARK_PAYMENT_CALL_TIMEOUT", "1s",
                        "OUTERPARK_HTTP_PORT", "7000",
                        "OUTERPARK_ONLY_MUSICAL_2__OUTERPARK_CLOCK_OFFSET", "PT1H",
                        "OUTERPARK_ONLY_KAFKA__NUM_IO_THREADS", "4",
                        "OUTERPARK_ONLY_GATEWAY__OUTERPARK_ADDRESS_NOTICE", "http://127.0.0.1:7777"));
        environment = new Environment(settings, new ClusterPorts(8080), folder, "hash");
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void aReplicaKnowsItsOwnPlace() {
        assertThat(environment.ofService("musical", 2, "jdbc:here"))
                .containsEntry("OUTERPARK_INSTANCE", "musical-2")
                .containsEntry("OUTERPARK_HTTP_HOST", "127.0.0.1")
                .containsEntry("OUTERPARK_HTTP_PORT", "8181")
                .containsEntry("OUTERPARK_MANAGEMENT_PORT", "9181")
                .containsEntry("OUTERPARK_DATABASE_URL", "jdbc:here")
                .containsEntry("OUTERPARK_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:8090")
                .containsEntry("OUTERPARK_KAFKA_TOPIC_PARTITIONS", "4")
                .containsEntry(
                        "QUARKUS_LOG_FILE_PATH",
                        folder.logs().resolve("musical-2.log").toString());
    }

    @Test
    void everybodyKnowsTheAddressesOfThoseWhomTheyCall() {
        assertThat(addresses(environment.ofGateway()))
                .hasSize(ServiceRoles.SERVICES.size())
                .containsEntry("OUTERPARK_ADDRESS_MUSICAL", "http://127.0.0.1:8081,http://127.0.0.1:8181")
                .containsEntry("OUTERPARK_ADDRESS_PAYMENT", "http://127.0.0.1:8083")
                .containsEntry("OUTERPARK_ADDRESS_NOTICE", "http://127.0.0.1:7777");
        assertThat(addresses(environment.ofService("reservation", 1, "jdbc:here")))
                .isEqualTo(Map.of("OUTERPARK_ADDRESS_MUSICAL", "http://127.0.0.1:8081,http://127.0.0.1:8181"));
        assertThat(addresses(environment.ofService("musical", 2, "jdbc:here")))
                .isEqualTo(Map.of("OUTERPARK_ADDRESS_RESERVATION", "http://127.0.0.1:8082"));
    }

    /** What a program reads is what it is told: held against the sources, so that a new call is not forgotten here. */
    @Test
    void aServiceIsToldTheAddressesThatItsProgramReadsAndNoOthers() throws IOException {
        for (String service : ServiceRoles.SERVICES) {
            assertThat(addresses(environment.ofService(service, 1, "jdbc:here")).keySet())
                    .as(service)
                    .isEqualTo(readBy(service));
        }
    }

    private static Map<String, String> addresses(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(each -> each.getKey().startsWith("OUTERPARK_ADDRESS_"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Set<String> readBy(String service) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../processes", service, "src/main"))) {
            Set<String> read = new TreeSet<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                ADDRESS.matcher(Files.readString(file))
                        .results()
                        .forEach(found ->
                                read.add("OUTERPARK_ADDRESS_" + found.group(1).toUpperCase(Locale.ROOT)));
            }
            return read;
        }
    }

    @Test
    void theGatewayIsOpenToTheWorldAndKnowsNoSecret() {
        Map<String, String> gateway = environment.ofGateway();
        assertThat(gateway)
                .containsEntry("OUTERPARK_HTTP_HOST", "0.0.0.0")
                .containsEntry("OUTERPARK_HTTP_PORT", "8080")
                .containsEntry("OUTERPARK_MANAGEMENT_HOST", "127.0.0.1");
        assertThat(gateway.keySet())
                .noneMatch(name -> name.contains("PASSWORD") || name.contains("KEY") || name.contains("CREDENTIAL"));
    }

    @Test
    void aServiceKnowsItsOwnDatabasesPasswordAlone() {
        assertThat(environment.ofService("notice", 1, "jdbc:here"))
                .containsEntry("OUTERPARK_DATABASE_USER", "notice")
                .containsEntry("OUTERPARK_DATABASE_PASSWORD", folder.passwordOfRole("notice"))
                .doesNotContainValue(folder.passwordOfRole("payment"))
                .doesNotContainKey("OUTERPARK_REDIS_URL");
        assertThat(environment.ofService("customercenter", 1, "jdbc:here"))
                .containsEntry("OUTERPARK_REDIS_URL", "redis://:" + folder.passwordFor("redis") + "@127.0.0.1:8092");
    }

    @Test
    void theUsersSettingsAreHandedOn() {
        assertThat(environment.ofService("payment", 1, "jdbc:here"))
                .containsEntry("OUTERPARK_PAYMENT_CALL_TIMEOUT", "1s");
    }

    @Test
    void aSettingForOneProcessIsForThatOneAlone() {
        assertThat(environment.ofService("musical", 2, "jdbc:here")).containsEntry("OUTERPARK_CLOCK_OFFSET", "PT1H");
        assertThat(environment.ofService("musical", 1, "jdbc:here")).doesNotContainKey("OUTERPARK_CLOCK_OFFSET");
        Map<String, String> gateway = environment.ofGateway();
        assertThat(gateway).doesNotContainKey("OUTERPARK_CLOCK_OFFSET");
        assertThat(gateway.keySet()).noneMatch(name -> name.startsWith("OUTERPARK_ONLY_"));
    }

    @Test
    void kafkasOwnSettingsAreToldByItsOwnNames() {
        assertThat(environment.settingsOfKafka()).isEqualTo(Map.of("num.io.threads", "4"));
    }
}
