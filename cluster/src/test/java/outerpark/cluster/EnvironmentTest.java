package outerpark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.machine.DataFolder;
import outerpark.machine.Marker;

final class EnvironmentTest {

    @TempDir
    private Path temp;

    private DataFolder folder;
    private Environment environment;

    @BeforeEach
    void describe() {
        folder = DataFolder.open(temp.resolve("data"), Marker.Topology.CLUSTER);
        ClusterSettings settings = ClusterSettings.of(
                List.of("--replicas", "musical=2", "--host", "0.0.0.0"),
                Map.of("OUTERPARK_PAYMENT_CALL_TIMEOUT", "1s", "OUTERPARK_HTTP_PORT", "7000"));
        environment = new Environment(settings, new Ports(8080), folder, "hash");
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void aReplicaKnowsItsOwnPlaceAndThatOfEverybodyElse() {
        assertThat(environment.ofService("musical", 2, "jdbc:here"))
                .containsEntry("OUTERPARK_INSTANCE", "musical-2")
                .containsEntry("OUTERPARK_HTTP_HOST", "127.0.0.1")
                .containsEntry("OUTERPARK_HTTP_PORT", "8181")
                .containsEntry("OUTERPARK_MANAGEMENT_PORT", "9181")
                .containsEntry("OUTERPARK_DATABASE_URL", "jdbc:here")
                .containsEntry("OUTERPARK_ADDRESS_MUSICAL", "http://127.0.0.1:8081,http://127.0.0.1:8181")
                .containsEntry("OUTERPARK_ADDRESS_NOTICE", "http://127.0.0.1:8084")
                .containsEntry("OUTERPARK_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:8090")
                .containsEntry(
                        "QUARKUS_LOG_FILE_PATH",
                        folder.logs().resolve("musical-2.log").toString());
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
}
