package outerpark.bench.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireTest {

    private static final Duration DELAY = Duration.ofMillis(50);

    /** What reading says at the end. */
    private static final int GONE = -1;

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

    @Test
    void aWireThatIsCutBreaksWhatThereIsAndLetsNobodyThroughUntilItIsMended() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
                Wire wire = Wire.to(server.getLocalPort(), Duration.ZERO)) {
            Thread.ofVirtual().start(() -> sayBackToAll(server));
            try (Socket before = new Socket(InetAddress.getLoopbackAddress(), wire.port())) {
                assertThat(echoOf(before)).isEqualTo(7);
                wire.cut();
                assertThat(echoOf(before)).isEqualTo(GONE);
            }
            try (Socket meanwhile = new Socket(InetAddress.getLoopbackAddress(), wire.port())) {
                assertThat(echoOf(meanwhile)).isEqualTo(GONE);
            }
            wire.mend();
            try (Socket after = new Socket(InetAddress.getLoopbackAddress(), wire.port())) {
                assertThat(echoOf(after)).isEqualTo(7);
            }
        }
    }

    @Test
    void whatIsSaidToAWireThatIsSilentArrivesWhenItIsMended() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
                Wire wire = Wire.to(server.getLocalPort(), Duration.ZERO)) {
            Thread.ofVirtual().start(() -> sayBackToAll(server));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), wire.port())) {
                assertThat(echoOf(client)).isEqualTo(7);
                wire.silence();
                client.setSoTimeout(200);
                client.getOutputStream().write(8);
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
                wire.mend();
                client.setSoTimeout(0);
                assertThat(client.getInputStream().read()).isEqualTo(8);
            }
        }
    }

    /** What comes back of a 7, or that the connection is gone. */
    private static int echoOf(Socket client) {
        try {
            client.getOutputStream().write(7);
            return client.getInputStream().read();
        } catch (IOException e) {
            return GONE;
        }
    }

    private static void sayBackToAll(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> {
                    try (client) {
                        client.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException e) {
                        // The wire was cut.
                    }
                });
            } catch (IOException e) {
                // The test is over.
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
