package outerpark.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.machine.console.Refused;

final class ReplicasTest {

    @Test
    void whatIsNotNamedRunsInOneProcess() {
        Replicas replicas = Replicas.parse("reservation=2, musical=4");
        assertThat(replicas.of("reservation")).isEqualTo(2);
        assertThat(replicas.of("musical")).isEqualTo(Replicas.MAX);
        assertThat(replicas.of("notice")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "musical",
                "musical=",
                "musical=0",
                "musical=5",
                "musical=-1",
                "musical=10",
                "gateway=2",
                "kafka=2",
                "musical=2=2",
                "musical=1,musical=2",
                "musical=2,"
            })
    void whatMakesNoSenseIsSaidSo(String text) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Replicas.parse(text))
                .withMessageContaining("not possible for --replicas")
                .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(2));
    }
}
