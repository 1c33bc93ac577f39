package outerpark.bench.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import outerpark.machine.console.Refused;

class CpuTest {

    @Test
    void ofAProcessCountsItselfAndItsChildrenThatEnded() {
        String stat = "71 (a (b) c) S 1 71 71 0 -1 4194560 9 8 7 6 100 20 3 4 20 0 1 0 55 1000 10";
        assertThat(Cpu.ticks(stat)).isEqualTo(127);
    }

    @Test
    void aLineOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> Cpu.ticks("71 (java) S 1 71")).isInstanceOf(Refused.class);
    }
}
