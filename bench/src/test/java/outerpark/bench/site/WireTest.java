package outerpark.bench.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireTest {

    private static final Duration DELAY = Duration.ofMillis(50);

    @Test
    void allThatIsSaidArrivesButNotBeforeItsTime() throws IOException {
        byte[] sent = new byte[1_000_000];
        new Random(1).nextBytes(sent);
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
                Wire wire = Wire.to(server.getLocalPort(), DELAY)) {
            Thread.ofVirtual().start(() -> sayBack(server));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), wire.port())) {
                long begin = System.nanoTime();
                Thread.ofVirtual().start(() -> say(client, sent));
                byte[] heard = client.getInputStream().readNBytes(1);
                assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(DELAY.toNanos());

                assertThat(heard[0]).isEqualTo(sent[0]);
                assertThat(client.getInputStream().readAllBytes())
                        .hasSize(sent.length - 1)
                        .endsWith(sent[sent.length - 1]);
            }
        }
    }

    private static void sayBack(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void say(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
            client.shutdownOutput();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
