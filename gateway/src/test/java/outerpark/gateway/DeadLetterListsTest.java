package outerpark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The services' lists of dead letters are one list. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLetterListsTest {

    private static final String PATH = "/operations/dead-letters";
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Map<String, List<JsonObject>> letters =
            Route.SERVICES.stream().collect(Collectors.toMap(Route::label, route -> new ArrayList<>()));
    private final Map<String, StandIn> services = Route.SERVICES.stream()
            .collect(Collectors.toMap(Route::label, route -> StandIn.that(request -> list(route.label(), request))));
    private final UnderTest gateway = UnderTest.before(
            "http://127.0.0.1:1",
            services.entrySet().stream()
                    .flatMap(service -> IntStream.range(0, 2)
                            .mapToObj(i -> i == 0
                                    ? "outerpark.address." + service.getKey()
                                    : service.getValue().address().toString()))
                    .toArray(String[]::new));

    @BeforeEach
    void noLetters() {
        letters.values().forEach(List::clear);
    }

    @AfterAll
    void close() {
        gateway.close();
        services.values().forEach(StandIn::close);
    }

    @Test
    void withoutAnyItIsEmpty() {
        assertThat(gateway.get(PATH).json()).isEqualTo(new JsonObject("{\"items\":[],\"total\":0}"));
        assertThat(gateway.get(PATH + "/").json().getInteger("total")).isZero();
    }

    @Test
    void itsHeadIsThatOfTheWholeList() {
        services.values().forEach(service -> service.seen().clear());
        Answer head = gateway.send("HEAD", PATH, "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Type")).isEqualTo(gateway.get(PATH).header("Content-Type"));
        assertThat(services.values())
                .allSatisfy(service -> assertThat(service.seen()).isNotEmpty());
    }

    @Test
    void theNewestComeFirstWhoeverHasThem() {
        park("notice", 1, NOON.plusSeconds(3));
        park("musical", 1, NOON.plusSeconds(1));
        park("payment", 7, NOON.plusSeconds(2));
        park("payment", 8, NOON.plusSeconds(2));
        park("customercenter", 8, NOON.plusSeconds(2));

        Answer answer = gateway.get(PATH);
        assertThat(names(answer))
                .containsExactly("notice/1", "customercenter/8", "payment/8", "payment/7", "musical/1");
        assertThat(answer.json().getInteger("total")).isEqualTo(5);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
        assertThat(answer.json().getJsonArray("items").getJsonObject(0).getString("error"))
                .isEqualTo("why");
    }

    @ParameterizedTest
    @CsvSource({"0,20", "1,20", "2,200", "0,1", "7,30", "0,200", "1,200", "3,200", "49,200"})
    void everyPageIsWhatItWouldBeInOneService(int page, int size) {
        Random random = new Random(page * 1_000L + size);
        for (int i = 0; i < 700; i++) {
            String service =
                    Route.SERVICES.get(random.nextInt(Route.SERVICES.size())).label();
            park(service, i, NOON.plusSeconds(random.nextInt(100)));
        }
        List<String> expected = letters.values().stream()
                .flatMap(List::stream)
                .sorted(newestFirst())
                .skip((long) page * size)
                .limit(size)
                .map(DeadLetterListsTest::name)
                .toList();

        Answer answer = gateway.get(PATH + "?page=" + page + "&size=" + size);
        assertThat(names(answer)).isEqualTo(expected);
        assertThat(answer.json().getInteger("total")).isEqualTo(700);
    }

    @Test
    void ofOneServiceItIsTheServicesOwn() {
        park("notice", 1, NOON);
        park("payment", 1, NOON);
        assertThat(names(gateway.get(PATH + "?service=notice"))).containsExactly("notice/1");
        assertThat(service("notice").seen().getLast().uri()).isEqualTo(PATH + "?service=notice");
    }

    @Test
    void whoAsksAndForWhichHandlerGoesOnToAll() {
        gateway.get(PATH + "?handler=a%20%26b%3B", "Authorization", "Basic eDp5", "Correlation-Id", "mine");
        assertThat(services.values()).allSatisfy(service -> {
            StandIn.Seen seen = service.seen().getLast();
            assertThat(seen.uri()).endsWith("&handler=a+%26b%3B");
            assertThat(seen.headers().get("Authorization")).isEqualTo("Basic eDp5");
            assertThat(seen.headers().get("Correlation-Id")).isEqualTo("mine");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "?page=x, page",
        "?page=-1, page",
        "?size=0, size",
        "?size=201, size",
        "?page=50&size=200, page",
        "?page=500, page",
        "?service=gateway, service",
        "?service=, service",
    })
    void whatIsAskedForHasItsBounds(String query, String field) {
        Answer answer = gateway.get(PATH + query).problem(400, "invalid-request");
        assertThat(answer.json().getJsonArray("violations").getJsonObject(0).getString("field"))
                .isEqualTo(field);
    }

    @Test
    void theRefusalOfOneIsTheRefusalOfAll() {
        try (StandIn refusing = StandIn.that(request -> request.response()
                        .setStatusCode(401)
                        .putHeader("WWW-Authenticate", "Basic realm=\"outerpark\"")
                        .putHeader("Content-Type", "application/problem+json")
                        .end("{\"its\": \"own\"}"));
                UnderTest other = UnderTest.before(refusing)) {
            Answer answer = other.get(PATH);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Basic realm=\"outerpark\"");
            assertThat(answer.header("Correlation-Id")).isNotBlank();
            assertThat(answer.body()).isEqualTo("{\"its\": \"own\"}");
        }
    }

    @Test
    void aListThatCannotBeWholeIsNotGiven() {
        try (UnderTest other = UnderTest.before(
                service("notice"), "outerpark.address.payment", StandIn.nobody().toString())) {
            Answer answer = other.get(PATH).problem(503, "temporarily-unavailable");
            assertThat(answer.json().getString("detail")).startsWith("payment ");
            assertThat(other.get(PATH + "?service=notice").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[]", "not json", "{\"items\": [{}], \"total\": 1}", "{\"items\": [1], \"total\": 1}"})
    void anAnswerThatIsNoListIsAProblem(String body) {
        try (StandIn strange = StandIn.that(request -> request.response().end(body));
                UnderTest other = UnderTest.before(strange)) {
            other.get(PATH).problem(503, "temporarily-unavailable");
        }
    }

    @Test
    void othersThanReadersGetTheServicesAnswer() {
        services.values().forEach(service -> service.seen().clear());
        gateway.post(PATH, "{}");
        assertThat(services.values().stream()
                        .mapToInt(service -> service.seen().size())
                        .sum())
                .isOne();
    }

    private void park(String service, long id, Instant at) {
        Objects.requireNonNull(letters.get(service))
                .add(new JsonObject()
                        .put("service", service)
                        .put("id", id)
                        .put("error", "why")
                        .put("parkedAt", at));
    }

    private StandIn service(String name) {
        return Objects.requireNonNull(services.get(name));
    }

    /** As a service does it. */
    private void list(String service, HttpServerRequest request) {
        int page = Integer.parseInt(request.params().contains("page") ? request.getParam("page") : "0");
        int size = Integer.parseInt(request.params().contains("size") ? request.getParam("size") : "20");
        List<JsonObject> all = Objects.requireNonNull(letters.get(service));
        List<JsonObject> items = all.stream()
                .sorted(newestFirst())
                .skip((long) page * size)
                .limit(size)
                .toList();
        request.response()
                .end(new JsonObject()
                        .put("items", items)
                        .put("total", all.size())
                        .toBuffer());
    }

    private static Comparator<JsonObject> newestFirst() {
        return Comparator.<JsonObject, Instant>comparing(letter -> letter.getInstant("parkedAt"))
                .thenComparing(letter -> letter.getLong("id"))
                .reversed()
                .thenComparing(letter -> letter.getString("service"));
    }

    private static List<String> names(Answer answer) {
        return answer.json().getJsonArray("items").stream()
                .map(letter -> name((JsonObject) letter))
                .toList();
    }

    private static String name(JsonObject letter) {
        return letter.getString("service") + "/" + letter.getLong("id");
    }
}
