package outerpark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an application's management port says is believed, and so is its silence. */
final class ApplicationPartTest {

    private static final int UP = 200;
    private static final int DOWN = 503;

    @Test
    void oneThatWaitsForItsDatabaseIsNotReadyAndAilsNothing() throws IOException {
        HttpServer health = health(UP, DOWN);
        try {
            ApplicationPart part = part(health.getAddress().getPort());
            assertThat(part.isReady()).isFalse();
            assertThat(part.ailment()).isEmpty();
        } finally {
            health.stop(0);
        }
    }

    @Test
    void oneThatLostAThreadAilsThoughItIsReady() throws IOException {
        HttpServer health = health(DOWN, UP);
        try {
            ApplicationPart part = part(health.getAddress().getPort());
            assertThat(part.isReady()).isTrue();
            assertThat(part.ailment()).contains("says that it cannot work any more");
        } finally {
            health.stop(0);
        }
    }

    /** As of a process that is suspended: the system takes the connection, and nobody answers. */
    @Test
    void oneThatDoesNotAnswerAils() throws IOException {
        try (ServerSocket suspended = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertThat(part(suspended.getLocalPort()).ailment()).contains("does not answer");
        }
    }

    private static HttpServer health(int live, int ready) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Map.of("live", live, "ready", ready)
                .forEach((name, status) -> server.createContext("/q/health/" + name, exchange -> {
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                }));
        server.start();
        return server;
    }

    private static ApplicationPart part(int managementPort) {
        Path nowhere = Path.of("nowhere");
        ChildProcess neverStarted = new ChildProcess(nowhere, nowhere, new PidFile(nowhere));
        return new ApplicationPart(
                "musical-1", "here", managementPort, neverStarted, List.of(), Map::of, () -> Duration.ofSeconds(30));
    }
}
