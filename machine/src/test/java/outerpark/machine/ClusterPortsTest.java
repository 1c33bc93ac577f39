package outerpark.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.machine.console.Refused;

final class ClusterPortsTest {

    private static final Replicas TWO = Replicas.parse("reservation=2");

    @Test
    void theyFollowFromTheGateways() {
        ClusterPorts ports = new ClusterPorts(8080);
        assertThat(ports.service("musical", 1)).isEqualTo(8081);
        assertThat(ports.service("reservation", 2)).isEqualTo(8182);
        assertThat(ports.service("customercenter", 1)).isEqualTo(8085);
        assertThat(ClusterPorts.management(ports.service("musical", 1))).isEqualTo(9081);
        assertThat(ports.kafka()).isEqualTo(8090);
        assertThat(ports.redis()).isEqualTo(8092);
    }

    @Test
    void noTwoProcessesShareOneHoweverManyReplicas() {
        Replicas most = Replicas.parse("musical=4,reservation=4,payment=4,notice=4,customercenter=4");
        assertThat(new ClusterPorts(8080).all(most)).doesNotHaveDuplicates().hasSize(2 + 2 * 5 * 4 + 3);
    }

    @Test
    void zeroChoosesSomeThatAreAllFree() throws IOException {
        for (int port : ClusterPorts.of(told(0), TWO).all(TWO)) {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 11, 12, 102, 1_000, 1_005, 1_102})
    void oneThatIsTakenIsRefusedByItsNumber(int step) throws IOException {
        int base = ClusterPorts.of(told(0), TWO).gateway();
        try (ServerSocket taken = new ServerSocket(base + step, 1, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(() -> ClusterPorts.of(told(base), TWO))
                    .withMessageContaining("port " + taken.getLocalPort())
                    .withMessageContaining("--port")
                    .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(1));
        }
    }

    @Test
    void theHighestPortHasToBeOne() {
        int highest = 65_535 - 1_102;
        assertThat(new ClusterPorts(highest).all(TWO)).contains(65_535);
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> ClusterPorts.of(told(highest + 1), TWO))
                .withMessageContaining("must be %d at most".formatted(highest))
                .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(2));
    }

    private static InstallationSettings told(int port) {
        return InstallationSettings.of(Map.of("OUTERPARK_HTTP_PORT", Integer.toString(port)));
    }
}
