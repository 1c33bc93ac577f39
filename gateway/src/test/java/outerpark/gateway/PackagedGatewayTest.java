package outerpark.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process: how it starts, what it tells of itself, and how it stops. */
class PackagedGatewayTest {

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c";
    private static final String LIVE_VIEW = "/myPages/0190a8c0-0000-7000-8000-000000000000/events";

    @TempDir
    private Path temp;

    private final CompletableFuture<HttpServerRequest> slow = new CompletableFuture<>();
    private final StandIn service = StandIn.that(this::serve);
    private final int port = UnderTest.freePort();
    private final int managementPort = UnderTest.freePort();
    private final Process process = start();

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
        service.close();
    }

    @Test
    void itTellsOfItselfAndStopsWhenWhatHasBegunIsOver() throws Exception {
        await().atMost(START_MAX).until(() -> status(managementPort, "/q/health/ready") == 200);
        for (int at : new int[] {port, managementPort}) {
            assertThat(get(at, "/q/health/ready").body()).contains("\"doors\"").contains("UP");
            assertThat(get(at, "/q/health/live").statusCode()).isEqualTo(200);
            assertThat(get(at, "/q/metrics").body())
                    .contains("outerpark_gateway_breaker{route=\"musical\",state=\"closed\"} 1.0")
                    .contains("http_server_requests_seconds_count");
        }
        assertThat(get(port, "/musicals", "traceparent", TRACE + "-b7ad6b7169203331-01")
                        .body())
                .isEqualTo("done");
        assertThat(service.seen().getLast().headers().getAll("traceparent"))
                .as("a span of its own in the caller's trace")
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith(TRACE)
                .doesNotContain("b7ad6b7169203331");
        assertThat(get(managementPort, "/musicals").statusCode()).isEqualTo(404);

        try (Socket stream = connect(LIVE_VIEW);
                Socket waiting = connect("/reservations")) {
            InputStream streamed = stream.getInputStream();
            UnderTest.head(streamed);
            HttpServerRequest underWay = slow.get(10, TimeUnit.SECONDS);

            process.destroy();
            String rest = new String(streamed.readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(rest).endsWith("0\r\n\r\n");
            assertThat(status(managementPort, "/q/health/ready"))
                    .as("whoever asks for it is told, until the end")
                    .isEqualTo(503);
            assertThat(status(port, "/musicals")).isEqualTo(503);
            assertThat(process.isAlive()).isTrue();

            underWay.response().setStatusCode(201).end("booked");
            assertThat(UnderTest.read(waiting.getInputStream()).body()).isEqualTo("booked");
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aPortThatIsTakenIsOneLineThatHelps() throws Exception {
        await().atMost(START_MAX).until(() -> status(managementPort, "/q/health/ready") == 200);
        for (Map<String, String> environment : List.of(
                Map.of("OUTERPARK_MANAGEMENT_PORT", Integer.toString(UnderTest.freePort())),
                Map.of("OUTERPARK_HTTP_PORT", Integer.toString(UnderTest.freePort())))) {
            Path complained = Files.createTempFile(temp, "complained", ".txt");
            Process second =
                    program(environment).redirectError(complained.toFile()).start();
            try {
                assertThat(second.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } finally {
                second.destroyForcibly();
            }
            assertThat(second.exitValue()).isEqualTo(1);
            assertThat(Files.readAllLines(complained).stream().filter(line -> !line.startsWith("WARNING: ")))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .startsWith("gateway: cannot listen on port ")
                    .contains("Address already in use");
        }
    }

    private void serve(HttpServerRequest request) {
        switch (request.uri()) {
            case LIVE_VIEW -> request.response().setChunked(true).write("data: one\n\n");
            case "/reservations" -> slow.complete(request);
            default -> request.response().end("done");
        }
    }

    private Process start() {
        try {
            return program(Map.of()).start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ProcessBuilder program(Map<String, String> environment) {
        Path program = Path.of("target/quarkus-app/quarkus-run.jar");
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", program.toString());
        java.environment()
                .putAll(Map.of(
                        // Nobody collects them there.
                        "OUTERPARK_TRACES_ENDPOINT", StandIn.nobody().toString(),
                        "OUTERPARK_HTTP_PORT", Integer.toString(port),
                        "OUTERPARK_MANAGEMENT_PORT", Integer.toString(managementPort),
                        "OUTERPARK_ADDRESS_MUSICAL", service.address().toString(),
                        "OUTERPARK_ADDRESS_RESERVATION", service.address().toString(),
                        "OUTERPARK_ADDRESS_CUSTOMERCENTER", service.address().toString()));
        java.environment().putAll(environment);
        return java.inheritIO();
    }

    private Socket connect(String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** 0 if nobody is there. */
    private static int status(int port, String path) throws InterruptedException {
        try {
            return get(port, path).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private static HttpResponse<String> get(int port, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
