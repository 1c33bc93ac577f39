package outerpark.operator.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Console;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import outerpark.machine.console.CommandLine;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;

/** A system that runs, as its manager reaches it: at an address, over the public contract. */
public final class RunningSystem {

    /** Names its address. */
    public static final String URL_OPTION = "--url";

    private static final String DEFAULT_URL = "http://localhost:8080";

    /** What every command that needs a running system accepts. */
    public static final Set<String> OPTIONS = Set.of(URL_OPTION);

    private static final String PASSWORD = "OUTERPARK_MANAGER_PASSWORD";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(200);
    private static final int UNAVAILABLE = 503;
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    private final URI base;
    private final Map<String, String> headers;

    private RunningSystem(URI base, Map<String, String> headers) {
        this.base = base;
        this.headers = headers;
    }

    /** The system at an address, as its manager reaches it. */
    public static RunningSystem at(URI base, String managerPassword) {
        byte[] credentials = ("manager:" + managerPassword).getBytes(StandardCharsets.UTF_8);
        String basic = "Basic " + Base64.getEncoder().encodeToString(credentials);
        return new RunningSystem(base, Map.of("Authorization", basic));
    }

    /** There was no answer: whether the question was heard, nobody knows. */
    public static final class NoAnswer extends Refused {
        NoAnswer(String line) {
            super(line);
        }
    }

    /** It is there and says "not now". */
    public static final class NotNow extends Refused {
        NotNow(String line) {
            super(line);
        }
    }

    /** The same system, as anybody reaches it who has not said who they are. */
    public RunningSystem asGuest() {
        return new RunningSystem(base, Map.of());
    }

    /** The same system, with these headers besides. */
    public RunningSystem with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        return new RunningSystem(base, all);
    }

    /** The one that the options and the environment name; asks at the terminal for what is missing. */
    public static RunningSystem of(CommandLine line, Map<String, String> environment) {
        URI base = address(URL_OPTION, line.option(URL_OPTION).orElse(DEFAULT_URL));
        RunningSystem guest = new RunningSystem(base, Map.of());
        return guest.isOpen() ? guest : at(base, password(environment));
    }

    /**
     * An answer.
     *
     * @param body a missing node if there is none
     */
    public record Answer(int status, JsonNode body) {

        /** The body, if the status is that one. */
        public JsonNode expect(int expected) {
            if (status == expected) {
                return body;
            }
            String detail = body.path("detail").asText(body.path("title").asText());
            String line = "the system answers %d: %s".formatted(status, detail);
            throw status == UNAVAILABLE ? new NotNow(line) : new Refused(line);
        }
    }

    public Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    public Answer post(String path, String json) {
        return send("POST", path, BodyPublishers.ofString(json));
    }

    public Answer put(String path, String json) {
        return send("PUT", path, BodyPublishers.ofString(json));
    }

    public Answer patch(String path, String json) {
        return send("PATCH", path, BodyPublishers.ofString(json));
    }

    public Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    /**
     * Asks again for a while when there is no answer, or "not now" (503): the system may be about to come back. What is
     * asked must bear being asked again.
     *
     * @throws Refused if it does not come back
     */
    public <T> T patiently(Function<RunningSystem, T> question) {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return question.apply(this);
            } catch (NoAnswer | NotNow e) {
                if (System.nanoTime() > giveUpAt) {
                    throw e;
                }
            }
            Pause.of(ASK_AGAIN_AFTER);
        }
    }

    /** The answer's body as it is; its status must be 200. */
    public String text(String path, String mediaType) {
        HttpResponse<String> answer = with(Map.of("Accept", mediaType)).exchange("GET", path, BodyPublishers.noBody());
        if (answer.statusCode() != 200) {
            new Answer(answer.statusCode(), json(answer.body())).expect(200);
        }
        return answer.body();
    }

    URI base() {
        return base;
    }

    private Answer send(String method, String path, BodyPublisher body) {
        HttpResponse<String> answer = exchange(method, path, body);
        return new Answer(answer.statusCode(), json(answer.body()));
    }

    private HttpResponse<String> exchange(String method, String path, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, body);
        headers.forEach(request::header);
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new NoAnswer("nothing answers at " + base + "; start it, or name another address with " + URL_OPTION);
        } catch (IOException e) {
            throw new NoAnswer("no answer from " + base + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer("interrupted");
        }
    }

    /** Whether everybody is the manager there. */
    private boolean isOpen() {
        return get("/reservations?size=1").status() == 200;
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Refused("what answers there is not OuterPark");
        }
    }

    /**
     * A server's address, as an option gives it.
     *
     * @throws Refused if it is none
     */
    public static URI address(String option, String text) {
        try {
            URI address = URI.create(text);
            boolean isHttp = Set.of("http", "https").contains(String.valueOf(address.getScheme()));
            if (isHttp && address.getHost() != null && Set.of("", "/").contains(address.getPath())) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, like an address without a host.
        }
        throw Refused.usage(text + " is no address (" + option + "), such as http://localhost:8080");
    }

    private static String password(Map<String, String> environment) {
        String given = environment.get(PASSWORD);
        if (given != null && !given.isBlank()) {
            return given;
        }
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> console.readPassword("Password of the manager: "))
                .map(String::new)
                .orElseThrow(() -> new Refused("needs the manager's password in " + PASSWORD));
    }
}
