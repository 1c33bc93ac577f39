package outerpark.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import outerpark.machine.console.Refused;

class WrkTest {

    @Test
    void whatIsNot2xxIsNotAcknowledged() {
        Wrk.Run run = Wrk.read("""
                Running 10s test @ http://localhost:8080
                  2 threads and 256 connections
                  1000 requests in 10.00s, 3.17MB read
                  Socket errors: connect 1, read 2, write 0, timeout 4
                  Non-2xx or 3xx responses: 40
                Requests/sec:    100.00
                Transfer/sec:      0.32MB
                """);
        assertThat(run).isEqualTo(new Wrk.Run(960, 40, 7, 10));
        assertThat(run.rate()).isCloseTo(96, within(0.01));
    }

    @Test
    void whereNothingIsRefusedItSaysNothingOfIt() {
        Wrk.Run run = Wrk.read("  500 requests in 5.00s, 1MB read\nRequests/sec:    100.00\n");
        assertThat(run).isEqualTo(new Wrk.Run(500, 0, 0, 5));
    }

    @Test
    void noAnswerIsNoRun() {
        assertThatThrownBy(() -> Wrk.read("unable to connect to localhost:1 Connection refused"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("Connection refused");
    }
}
