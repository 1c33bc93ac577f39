package outerpark.common.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.HostAndPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in with open security, by the Host header as the server reads it. */
final class OpenDoorTest {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "LocalHost:1", "127.0.0.1:8080", "[::1]", "[::1]:8080"})
    void thisMachineByItsOwnName(String host) {
        assertThat(OpenDoor.namesThisMachine(HostAndPort.parseAuthority(host, -1)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example:8080",
                "evil.localhost",
                "192.168.1.7:8080",
                "[::2]:8080",
                "localhost@evil.example",
                "evil.example:localhost"
            })
    void nobodyByAnyOther(String host) {
        assertThat(OpenDoor.namesThisMachine(HostAndPort.parseAuthority(host, -1)))
                .isFalse();
    }

    @Test
    void nobodyByNone() {
        assertThat(OpenDoor.namesThisMachine(null)).isFalse();
    }
}
