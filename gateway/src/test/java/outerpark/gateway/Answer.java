package outerpark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** An answer of the gateway. */
record Answer(int status, Map<String, List<String>> headers, String body) {

    String header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        assertThat(values).as(name).hasSize(1);
        return values.getFirst();
    }

    JsonObject json() {
        return new JsonObject(body);
    }

    /** Holds it against what every problem has in common. */
    Answer problem(int expected, String code) {
        assertThat(status).as(body).isEqualTo(expected);
        assertThat(header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(json().getString("type")).isEqualTo("urn:outerpark:problem:" + code);
        assertThat(json().getInteger("status")).isEqualTo(expected);
        assertThat(json().getString("title")).isNotBlank();
        assertThat(json().getString("detail")).isNotBlank();
        assertThat(json().getString("correlationId")).isEqualTo(header("Correlation-Id"));
        if (expected == 503 || expected == 429) {
            assertThat(Integer.parseInt(header("Retry-After"))).isPositive();
        }
        return this;
    }
}
