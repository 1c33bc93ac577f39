package outerpark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.machine.FreePort;
import outerpark.machine.console.Refused;

final class RedisServerTest {

    private static final String PASSWORD = "s-e_cret";

    @TempDir
    private Path temp;

    private Path folder;
    private int port;
    private RedisServer redis;

    @BeforeEach
    void start() throws IOException {
        folder = temp.resolve("a folder");
        port = FreePort.choose();
        redis = server();
        redis.start();
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void whatItAnsweredSurvivesARestart() throws IOException {
        assertThat(answers("AUTH " + PASSWORD, "SET seat taken")).containsExactly("+OK", "+OK");
        redis.close();
        assertThat(redis.isReady()).isFalse();
        redis.start();
        assertThat(answers("AUTH " + PASSWORD, "EXISTS seat")).containsExactly("+OK", ":1");
    }

    @Test
    void whatItAnsweredSurvivesAKill() throws Exception {
        answers("AUTH " + PASSWORD, "SET seat taken");
        kill();
        assertThat(redis.isReady()).isFalse();
        redis.start();
        assertThat(answers("AUTH " + PASSWORD, "EXISTS seat")).containsExactly("+OK", ":1");
    }

    @Test
    void nobodyGetsInWithoutThePassword() throws IOException {
        assertThat(answers("EXISTS seat")).singleElement().asString().startsWith("-NOAUTH");
        assertThat(answers("AUTH wrong")).singleElement().asString().startsWith("-WRONGPASS");
    }

    @Test
    void thePasswordIsForItsOwnerAlone() throws IOException {
        assertThat(redis.process().orElseThrow().info().commandLine().orElse(""))
                .doesNotContain(PASSWORD);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("redis.conf"))))
                .isEqualTo("rw-------");
    }

    @Test
    void startingOneThatRunsChangesNothing() {
        long pid = redis.process().orElseThrow().pid();
        redis.start();
        assertThat(redis.process().orElseThrow().pid()).isEqualTo(pid);
    }

    @Test
    void oneThatAnEarlierRunLeftBehindIsStoppedFirst() {
        Process leftBehind = redis.process().orElseThrow();
        try (RedisServer next = server()) {
            next.start();
            assertThat(leftBehind.isAlive()).isFalse();
            assertThat(next.isReady()).isTrue();
        }
    }

    @Test
    void whatKeepsItFromStartingIsSaidInALine() throws IOException {
        redis.close();
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(other.isBound()).isTrue();
            assertThatThrownBy(redis::start)
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("Redis does not start")
                    .hasMessageContaining("redis.log");
        }
    }

    private RedisServer server() {
        return new RedisServer(folder, temp.resolve("logs/redis.log"), port, PASSWORD);
    }

    private void kill() throws InterruptedException {
        Process process = redis.process().orElseThrow().destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private String[] answers(String... commands) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.setSoTimeout(10_000);
            String[] answers = new String[commands.length];
            for (int i = 0; i < commands.length; i++) {
                socket.getOutputStream().write((commands[i] + "\r\n").getBytes(StandardCharsets.US_ASCII));
                answers[i] = reader.readLine();
            }
            return answers;
        }
    }
}
