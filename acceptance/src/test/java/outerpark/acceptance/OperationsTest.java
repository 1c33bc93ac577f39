package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What those who run the product rely on: health, metrics, and an OpenAPI document that is true. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class OperationsTest {

    /** The public contract, as far as it is built. */
    private static final Map<String, Set<String>> CONTRACT = Map.ofEntries(
            Map.entry("/musicals", Set.of("get", "post")),
            Map.entry("/musicals/{musicalId}", Set.of("get", "patch")),
            Map.entry("/musicals/{musicalId}/seats", Set.of("get")),
            Map.entry("/reservations", Set.of("get", "post")),
            Map.entry("/reservations/{reservationId}", Set.of("get", "delete")),
            Map.entry("/reservations/summary", Set.of("get")),
            Map.entry("/payments", Set.of("get", "post")),
            Map.entry("/payments/{paymentId}", Set.of("get")),
            Map.entry("/payments/provider", Set.of("get")),
            Map.entry("/payments/sandbox", Set.of("get", "put")),
            Map.entry("/payments/webhooks/{provider}", Set.of("post")),
            Map.entry("/notices", Set.of("get")),
            Map.entry("/operations/deliveries", Set.of("get")),
            Map.entry("/operations/deliveries/replay", Set.of("post")),
            Map.entry("/reservations/tokens", Set.of("post")),
            Map.entry("/myPages", Set.of("get")),
            Map.entry("/myPages/{reservationId}", Set.of("get")),
            Map.entry("/myPages/{reservationId}/events", Set.of("get")),
            Map.entry("/operations/view", Set.of("get")),
            Map.entry("/operations/view/rebuild", Set.of("post")),
            Map.entry("/operations/dead-letters", Set.of("get")),
            Map.entry("/operations/dead-letters/{service}/{id}", Set.of("get", "delete")),
            Map.entry("/operations/dead-letters/{service}/{id}/replay", Set.of("post")));

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final BoxOffice office;

    OperationsTest(SystemUnderTest system) {
        office = new BoxOffice(system);
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready"})
    void itsHealthIsUp(String kind) {
        JsonNode health = office.guest().get("/q/health/" + kind).expect(200).json();
        assertThat(health.path("status").asText()).isEqualTo("UP");
        assertThat(health.path("checks"))
                .allSatisfy(check -> assertThat(check.path("status").asText()).isEqualTo("UP"));
    }

    @Test
    void itsMetricsAreForPrometheus() {
        office.guest().get("/musicals").expect(200); // or there may be no request to be counted yet
        Answer metrics = office.guest().get("/q/metrics");
        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.header("Content-Type"))
                .hasValueSatisfying(
                        type -> assertThat(type).containsAnyOf("text/plain", "application/openmetrics-text"));
        assertThat(metrics.body()).contains("jvm_memory_used_bytes", "http_server_requests_seconds_count");
    }

    @Test
    void metricsDoNotGrowWithWhatIsAsked() {
        for (int i = 0; i < 20; i++) {
            office.guest().get("/musicals/" + (1_000_000_000L + i)).problem(404, "not-found");
            office.guest().get("/nowhere-" + i).problem(404, "not-found");
        }
        assertThat(office.guest().get("/q/metrics").body()).doesNotContain("1000000001", "nowhere-1");
    }

    @Test
    void theOpenApiDocumentNamesTheContractAndNothingElse() {
        JsonNode document = openApi();
        assertThat(document.path("info").path("title").asText()).isEqualTo("OuterPark");
        assertThat(document.path("info").path("version").asText()).isNotBlank();
        assertThat(documented(document)).isEqualTo(new TreeMap<>(CONTRACT));
    }

    @Test
    void everyOperationInItIsExplained() {
        openApi()
                .path("paths")
                .forEach(path -> path.properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey()))
                        .forEach(operation -> {
                            assertThat(operation.getValue().path("summary").asText())
                                    .isNotBlank();
                            assertThat(operation.getValue().path("responses").properties())
                                    .allSatisfy(response -> assertThat(response.getValue()
                                                    .path("description")
                                                    .asText())
                                            .isNotBlank());
                        }));
    }

    @Test
    void everyProblemThatThePlacingOfAReservationMeetsIsInIt() {
        JsonNode responses =
                openApi().path("paths").path("/reservations").path("post").path("responses");
        assertThat(responses.properties())
                .extracting(Map.Entry::getKey)
                .contains("200", "201", "400", "404", "409", "422", "503");
    }

    @Test
    void whatItDoesNotNameDoesNotAnswer() {
        CONTRACT.forEach((template, offered) -> {
            String path =
                    template.replace("{musicalId}", "1").replaceAll("\\{\\w+}", "00000000-0000-7000-8000-000000000000");
            Set<String> others = new TreeSet<>(METHODS);
            others.removeAll(offered);
            for (String method : others) {
                Answer answer = office.manager()
                        .send(method.toUpperCase(Locale.ROOT), path, method.equals("get") ? null : "{}");
                // A fixed path is also an id that does not exist, to the operations on ids.
                answer.problem(answer.status(), answer.status() == 404 ? "not-found" : "method-not-allowed");
                assertThat(answer.status()).as(method + " " + path).isIn(404, 405);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/dev",
                "/q/dev-ui",
                "/q/dev/io.quarkus.quarkus-vertx-http/config",
                "/q/swagger-ui",
                "/q/info",
                "/q/arc",
                "/q/arc/beans",
                "/q/scheduler",
                "/q/flyway",
                "/q/graphql-ui",
                "/q/health-ui",
                "/actuator",
                "/actuator/env",
                "/internal",
                "/internal/holds",
                "/seats",
                "/holds",
                "/admin",
                "/debug",
                "/META-INF",
                "/application.properties"
            })
    void nothingOfTheInsideIsServed(String path) {
        office.manager().get(path).problem(404, "not-found");
    }

    @Test
    void headAndOptionsAreAnsweredWithoutSurprise() {
        Answer head = office.guest().send("HEAD", "/musicals", null);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        Answer options = office.guest().send("OPTIONS", "/musicals", null);
        assertThat(options.status()).isIn(200, 204, 405);
    }

    private JsonNode openApi() {
        return office.guest()
                .with("Accept", "application/json")
                .get("/q/openapi")
                .expect(200)
                .json();
    }

    /** Its paths and their methods; what stands under /q is not the product's. */
    private static Map<String, Set<String>> documented(JsonNode document) {
        Map<String, Set<String>> found = new TreeMap<>();
        document.path("paths").properties().forEach(path -> {
            List<String> methods = path.getValue().properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(METHODS::contains)
                    .toList();
            if (!path.getKey().startsWith("/q/")) {
                found.put(path.getKey(), Set.copyOf(methods));
            }
        });
        return found;
    }
}
