package outerpark.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import outerpark.machine.console.Refused;

final class SettingsTest {

    @Test
    void defaultsAreThoseOfTheDesign() {
        Settings settings = settings(Map.of());
        assertThat(settings.installation().port()).isEqualTo(8080);
        assertThat(settings.installation().host().isLoopbackAddress()).isTrue();
        assertThat(settings.installation().open()).isFalse();
        assertThat(settings.database()).isEmpty();
        assertThat(settings.installation().managerPassword()).isEmpty();
        assertThat(settings.installation().dataFolder())
                .isEqualTo(Path.of("data").toAbsolutePath());
    }

    @Test
    void optionsOverrideTheEnvironment() {
        Map<String, String> environment = Map.of("OUTERPARK_HTTP_PORT", "9000", "OUTERPARK_DATA_DIR", "/one");
        Settings settings = settings(environment, "--port=9001", "--data-dir", "/two");
        assertThat(settings.installation().port()).isEqualTo(9001);
        assertThat(settings.installation().dataFolder()).isEqualTo(Path.of("/two"));
    }

    @Test
    void anEmptyVariableIsAsGoodAsNone() {
        assertThat(settings(Map.of("OUTERPARK_HTTP_PORT", "", "OUTERPARK_DATABASE_URL", " "))
                        .installation()
                        .port())
                .isEqualTo(8080);
    }

    @Test
    void openSecurityIsForLoopbackOnly() {
        assertThat(settings(Map.of("OUTERPARK_SECURITY", "open")).installation().open())
                .isTrue();
        assertThatThrownBy(() -> settings(Map.of("OUTERPARK_SECURITY", "open"), "--host", "0.0.0.0"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("refused on 0.0.0.0");
    }

    @ParameterizedTest
    @CsvSource({
        "--port=x, x is no port",
        "--port=65536, 65536 is no port",
        "--port, needs a value",
        "--prot=1, there is no option --prot",
        "--security=none, none is no security"
    })
    void whatMakesNoSenseIsAUsageError(String option, String line) {
        assertThatThrownBy(() -> settings(Map.of(), option))
                .isInstanceOfSatisfying(
                        Refused.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(2))
                .hasMessageContaining(line);
    }

    @Test
    void aPortInUseIsRefusedBeforeAnythingStarts() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Settings settings = settings(Map.of(), "--port", Integer.toString(other.getLocalPort()));
            assertThatThrownBy(settings.installation()::checkAddressIsFree)
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("port " + other.getLocalPort());
        }
    }

    private static Settings settings(Map<String, String> environment, String... options) {
        return Settings.of(List.of(options), environment);
    }
}
