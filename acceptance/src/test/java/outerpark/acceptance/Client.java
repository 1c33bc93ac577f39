package outerpark.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP to the system with headers of its own, as any client would, over connections that are kept alive. Who is
 * told that the system is too busy, and when to come back, comes back then; unless {@link #impatient}.
 */
final class Client {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SystemUnderTest system;
    private final Map<String, String> headers;
    private final Duration timeout;
    private final boolean comesBack;

    private Client(SystemUnderTest system, Map<String, String> headers, Duration timeout, boolean comesBack) {
        this.system = system;
        this.headers = headers;
        this.timeout = timeout;
        this.comesBack = comesBack;
    }

    /** Somebody who has not said who they are. */
    static Client guest(SystemUnderTest system) {
        return new Client(system, Map.of(), PATIENCE, true);
    }

    static Client manager(SystemUnderTest system) {
        return guest(system).as("manager", system.managerPassword());
    }

    /** The same client, signed in. */
    Client as(String user, String password) {
        return with("Authorization", basic(user, password));
    }

    static String basic(String user, String password) {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    /** The same client with one more header, or with another value of it. */
    Client with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Client(system, more, timeout, comesBack);
    }

    /** The same client, which goes away if there is no answer within that time. */
    Client within(Duration time) {
        return new Client(system, headers, time, comesBack);
    }

    /** The same client, to whom a 503 is an answer like any other. */
    Client impatient() {
        return new Client(system, headers, timeout, false);
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    Answer post(String path, String json) {
        return send("POST", path, json);
    }

    Answer put(String path, String json) {
        return send("PUT", path, json);
    }

    Answer patch(String path, String json) {
        return send("PATCH", path, json);
    }

    /**
     * Sends a request; a body goes as JSON unless this client has another Content-Type.
     *
     * @throws UncheckedIOException if there is no whole answer
     */
    Answer send(String method, String path, @Nullable String body) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Answer answer = sendOnce(method, path, body);
        while (comesBack && answer.status() == 503 && System.nanoTime() < deadline) {
            answer.problem(503, "temporarily-unavailable");
            Duration rest = Duration.ofSeconds(
                    Integer.parseInt(answer.header("Retry-After").orElseThrow()));
            Awaitility.await().atMost(rest.multipliedBy(2)).pollDelay(rest).until(() -> true);
            answer = sendOnce(method, path, body);
        }
        return answer;
    }

    private Answer sendOnce(String method, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(system.base().resolve(path))
                .timeout(timeout)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            Map<String, List<String>> received = response.headers().map();
            return new Answer(response.statusCode(), received, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
