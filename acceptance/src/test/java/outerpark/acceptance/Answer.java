package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An HTTP answer.
 *
 * @param headers whatever the case of their names
 */
record Answer(int status, Map<String, List<String>> headers, String body) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final int SHOWN_MAX = 1_000;

    /** What would tell of the inside: stack traces, class names, SQL. */
    private static final Pattern INSIDE = Pattern.compile(
            "Exception|\\bat [a-z]+\\.|outerpark\\.[a-z]|\\b(java|jakarta|io|org|com)\\.[a-z]+\\.|\\$[A-Z]"
                    + "|(?i:\\b(select|insert into|update|delete from|constraint|sqlstate|postgres|jdbc)\\b)");

    Answer {
        Map<String, List<String>> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = anyCase;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    /** The same, with that status and in JSON. */
    Answer expect(int expected) {
        assertThat(status).as(shown()).isEqualTo(expected);
        assertThat(header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        return this;
    }

    JsonNode json() {
        return parse(body);
    }

    /**
     * The body of the problem that the contract names for it, with all that a problem has and nothing of the inside.
     */
    JsonNode problem(int expected, String code) {
        assertThat(status).as(shown()).isEqualTo(expected);
        assertThat(header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        JsonNode problem = json();
        assertThat(problem.path("type").asText()).as(shown()).isEqualTo("urn:outerpark:problem:" + code);
        assertThat(problem.path("title").asText()).as(shown()).isNotBlank();
        assertThat(problem.path("status").asInt()).as(shown()).isEqualTo(expected);
        assertThat(problem.path("detail").asText()).as(shown()).isNotBlank();
        assertThat(header("Correlation-Id"))
                .as(shown())
                .contains(problem.path("correlationId").asText());
        assertThat(body).doesNotContainPattern(INSIDE);
        return problem;
    }

    /** The problem {@code invalid-request}, with a violation of exactly these fields. */
    void violates(String... fields) {
        JsonNode problem = problem(400, "invalid-request");
        assertThat(problem.path("violations"))
                .as(shown())
                .allSatisfy(violation ->
                        assertThat(violation.path("message").asText()).isNotBlank());
        assertThat(problem.path("violations").findValuesAsText("field"))
                .as(shown())
                .containsExactlyInAnyOrder(fields);
    }

    /** Enough of the body to see what went wrong. */
    private String shown() {
        return body.substring(0, Math.min(body.length(), SHOWN_MAX));
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
