package outerpark.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortTest {

    @Test
    void nobodyListensThere() throws IOException {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                taken.add(new ServerSocket(FreePort.choose(), 1, InetAddress.getLoopbackAddress()));
            }
            assertThat(taken)
                    .as("below those that Linux gives to connections")
                    .allMatch(socket -> socket.getLocalPort() < 32_768);
        } finally {
            for (ServerSocket socket : taken) {
                socket.close();
            }
        }
    }
}
