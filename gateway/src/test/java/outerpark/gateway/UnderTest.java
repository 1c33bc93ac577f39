package outerpark.gateway;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A gateway before stand-ins: its doors, with the settings that it has in the product but for those a test gives. */
final class UnderTest implements AutoCloseable {

    static final Vertx VERTX = Vertx.vertx();
    static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int PATIENCE_SECONDS = 20;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final int port = freePort();
    private final Shared shared;
    private final String deployment;

    private UnderTest(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("outerpark.http.port", Integer.toString(port));
        SmallRyeConfig config = config(all);
        URI own = URI.create(config.getOptionalValue("test.own", String.class).orElse("http://127.0.0.1:1"));
        shared = Shared.of(
                config.getConfigMapping(GatewayConfig.class),
                config.getConfigMapping(Addresses.class),
                own,
                false,
                metrics);
        deployment = await(VERTX.deployVerticle(new Door(config.getConfigMapping(Listening.class), shared)));
    }

    /** All services are that one. */
    static UnderTest before(StandIn service, String... settings) {
        return before(service.address().toString(), settings);
    }

    /**
     * All services are there.
     *
     * @param settings pairs of name and value
     */
    static UnderTest before(String addresses, String... settings) {
        Map<String, String> all = new HashMap<>();
        for (Route route : Route.SERVICES) {
            all.put("outerpark.address." + route.label(), addresses);
        }
        all.put("test.own", addresses.split(",", 2)[0]);
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new UnderTest(all);
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    Traffic traffic() {
        return shared.traffic();
    }

    SimpleMeterRegistry metrics() {
        return metrics;
    }

    int port() {
        return port;
    }

    Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    Answer send(String method, String path, String body, String... headers) {
        try {
            HttpResponse<String> answer = CLIENT.send(request(method, path, body, headers), BodyHandlers.ofString());
            Map<String, List<String>> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            found.putAll(answer.headers().map());
            return new Answer(answer.statusCode(), found, answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpRequest request(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }

    /** What comes back for these bytes on a connection of their own, until the connection closes or the answer ends. */
    Answer raw(String request) {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return read(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
        return socket;
    }

    static Answer read(InputStream in) throws IOException {
        List<String> lines = head(in).lines().toList();
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines.subList(1, lines.size() - 1)) {
            String[] parts = line.split(": *", 2);
            headers.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1]);
        }
        int length = Integer.parseInt(
                headers.getOrDefault("Content-Length", List.of("0")).getFirst());
        int status = Integer.parseInt(lines.getFirst().split(" ", 3)[1]);
        return new Answer(status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    /** Up to the empty line that ends it. */
    static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole answer: " + head);
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        await(VERTX.undeploy(deployment));
    }

    private static SmallRyeConfig config(Map<String, String> settings) {
        try {
            return new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .addDiscoveredConverters()
                    .withSources(
                            new PropertiesConfigSource(
                                    Objects.requireNonNull(UnderTest.class.getResource("/application.properties")),
                                    100),
                            new PropertiesConfigSource(settings, "test", 200))
                    .withMapping(GatewayConfig.class)
                    .withMapping(Addresses.class)
                    .withMapping(Listening.class)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
