package outerpark.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class FreePortTest {

    @Test
    void nobodyListensThereAndNoConnectionIsGivenIt() throws IOException {
        for (int i = 0; i < 100; i++) {
            int port = FreePort.choose();
            try (ServerSocket mine = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    Socket connection = new Socket(mine.getInetAddress(), port)) {
                assertThat(port).isLessThan(connection.getLocalPort());
            }
        }
    }
}
