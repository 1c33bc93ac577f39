package outerpark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The product's OpenAPI document is there, whatever the services do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiDescriptionTest {

    private final UnderTest gateway = UnderTest.before("http://127.0.0.1:1");

    @AfterAll
    void close() {
        gateway.close();
    }

    @Test
    void itDescribesTheWholeContract() {
        JsonObject document = gateway.get("/q/openapi?format=json").json();
        assertThat(document.getJsonObject("info").getString("title")).isEqualTo("OuterPark");
        assertThat(document.getJsonObject("paths").fieldNames())
                .contains(
                        "/musicals",
                        "/reservations/{reservationId}",
                        "/payments",
                        "/notices",
                        "/myPages/{reservationId}/events",
                        "/operations/dead-letters");
    }

    /** Every path that is described leads somewhere. */
    @Test
    void andTheGatewayKnowsAllOfIt() {
        JsonObject document = gateway.get("/q/openapi?format=json").json();
        assertThat(document.getJsonObject("paths").fieldNames())
                .allSatisfy(path -> assertThat(Destination.of(
                                Target.of(path.replace("{service}", "notice").replaceAll("\\{\\w+}", "1"))))
                        .isNotEqualTo(Destination.NOWHERE));
    }

    @ParameterizedTest
    @CsvSource({
        "'', */*, yaml",
        "'', application/json, json",
        "'', 'text/html, application/json', json",
        "'', application/yaml, yaml",
        "?format=json, */*, json",
        "?format=JSON, application/yaml, json",
        "?format=yaml, */*, yaml",
    })
    void itIsYamlOrJsonAsAskedFor(String query, String accept, String format) {
        Answer answer = gateway.get("/q/openapi" + query, "Accept", accept);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/" + format + ";charset=UTF-8");
        assertThat(answer.body()).startsWith(format.equals("json") ? "{" : "---");
    }

    @Test
    void itCanOnlyBeRead() {
        assertThat(gateway.send("HEAD", "/q/openapi", "").body()).isEmpty();
        assertThat(gateway.post("/q/openapi", "{}")
                        .problem(405, "method-not-allowed")
                        .header("Allow"))
                .isEqualTo("GET, HEAD");
    }
}
