package outerpark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import outerpark.machine.Replicas;
import outerpark.machine.console.Refused;

final class ClusterSettingsTest {

    @Test
    void byItselfEveryServiceRunsOnce() {
        ClusterSettings settings = settings(Map.of());
        assertThat(settings.installation().port()).isEqualTo(8080);
        assertThat(settings.replicas()).isEqualTo(Replicas.NONE);
        assertThat(settings.javaOptions()).isEmpty();
    }

    @Test
    void optionsOverrideTheEnvironment() {
        Map<String, String> environment =
                Map.of("OUTERPARK_REPLICAS", "musical=2", "OUTERPARK_JAVA_OPTS", " -Xmx1g  -ea");
        assertThat(settings(environment).replicas().of("musical")).isEqualTo(2);
        assertThat(settings(environment).javaOptions()).containsExactly("-Xmx1g", "-ea");
        assertThat(settings(environment, "--replicas", "notice=3").replicas()).isEqualTo(Replicas.parse("notice=3"));
    }

    @Test
    void theServicesGetTheUsersEnvironmentButNotThePassword() {
        Map<String, String> environment =
                Map.of("OUTERPARK_MANAGER_PASSWORD", "correct-horse", "OUTERPARK_RESERVATION_PAY_WITHIN", "1m");
        ClusterSettings settings = settings(environment);
        assertThat(settings.environment()).containsOnly(Map.entry("OUTERPARK_RESERVATION_PAY_WITHIN", "1m"));
        assertThat(settings.installation().managerPassword()).hasValue("correct-horse");
    }

    @ParameterizedTest
    @CsvSource({
        "--database-url=postgresql://me@there/x, no option --database-url",
        "--replicas=all, all is not possible for --replicas",
        "--port=x, x is no port",
        "stauts, no command stauts"
    })
    void whatMakesNoSenseIsSaidSo(String argument, String line) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> settings(Map.of(), argument))
                .withMessageContaining(line)
                .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(2));
    }

    private static ClusterSettings settings(Map<String, String> environment, String... arguments) {
        return ClusterSettings.of(List.of(arguments), environment);
    }
}
