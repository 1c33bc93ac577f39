package outerpark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The public contract goes to its services, and nothing else goes anywhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingTest {

    private final Map<String, StandIn> services = Stream.of(
                    "musical", "reservation", "payment", "notice", "customercenter", "own")
            .collect(Collectors.toMap(name -> name, StandIn::named));
    private final UnderTest gateway = UnderTest.before(
            "http://127.0.0.1:1",
            services.entrySet().stream()
                    .flatMap(service -> Stream.of(
                            service.getKey().equals("own") ? "test.own" : "outerpark.address." + service.getKey(),
                            service.getValue().address().toString()))
                    .toArray(String[]::new));

    @AfterAll
    void close() {
        gateway.close();
        services.values().forEach(StandIn::close);
    }

    @ParameterizedTest
    @CsvSource({
        "/musicals, musical",
        "/musicals/1003, musical",
        "/musicals/, musical",
        "/musicals?page=1&size=2, musical",
        "/reservations, reservation",
        "/reservations/summary?musicalId=1, reservation",
        "/reservations/0190a8c0-0000-7000-8000-000000000000, reservation",
        "/payments?reservationId=1, payment",
        "/payments/sandbox, payment",
        "/payments/webhooks/toss, payment",
        "/notices?reservationId=1, notice",
        "/myPages, customercenter",
        "/myPages/0190a8c0-0000-7000-8000-000000000000, customercenter",
        "/myPages/0190a8c0-0000-7000-8000-000000000000/events, customercenter",
        "/operations/view, customercenter",
        "/operations/view/rebuild, customercenter",
        "/operations/dead-letters/musical/17, musical",
        "/operations/dead-letters/customercenter/17/replay, customercenter",
        "/q/health/live, own",
        "/q/health/ready, own",
        "/q/metrics, own",
    })
    void theContractGoesToItsServicesAsItIs(String target, String name) {
        for (String method : new String[] {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
            assertThat(gateway.send(method, target, "").body()).as(method).isEqualTo(name);
            StandIn.Seen seen = service(name).seen().getLast();
            assertThat(seen.method() + " " + seen.uri()).isEqualTo(method + " " + target);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/internal",
                "/internal/holds",
                "//internal/holds",
                "//musicals",
                "/musicals/../internal/holds",
                "/musicals/./1",
                "/musicals//1",
                "/musicals/..",
                "/musicals/...",
                "/musicals/%2e%2e/internal/holds",
                "/musicals/%2E%2e/internal/holds",
                "/musicals/.%2e/internal/holds",
                "/musicals/..%2finternal",
                "/musicals/..%2Finternal/holds",
                "/musicals/..%5cinternal",
                "/musicals/..\\internal",
                "/musicals/..;/internal/holds",
                "/musicals;x=1/1",
                "/musicals/%3b..",
                "/musicals/%252e%252e/internal",
                "/musicals/%00",
                "/musicals/1%0d%0aX:1",
                "/%6dusicals",
                "/MUSICALS",
                "/musicalsx",
                "/operations",
                "/operations/",
                "/operations/nothing",
                "/operations/dead-letters/gateway/1",
                "/operations/dead-letters/own/1",
                "/operations/dead-letters/live-views/1",
                "/operations/dead-letters//1",
                "/q",
                "/q/",
                "/q/health",
                "/q/health/live/more",
                "/q/health/started",
                "/q/openapi/more",
                "/q/swagger-ui",
                "/q/dev-ui",
            })
    void whatIsNotInTheContractIsNotThere(String target) {
        gateway.raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n").problem(404, "not-found");
        assertThat(services.values())
                .noneMatch(service ->
                        service.seen().stream().anyMatch(seen -> seen.uri().equals(target)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://localhost/musicals",
                "GET http://127.0.0.1:8081/internal/holds",
                "GET musicals",
                "GET *",
                "OPTIONS *",
                "CONNECT localhost:8081",
                "GET /musicals#fragment",
                "GET /musicals/%zz",
                "GET /musicals/%2",
                "GET /musicals?page=%",
                "GET /musicals/caf\u00e9",
                "GET ?musicals",
            })
    void whatIsNoPathIsRefused(String line) {
        gateway.raw(line + " HTTP/1.1\r\nHost: localhost\r\n\r\n").problem(400, "invalid-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "PROPFIND", "GETT", "get"})
    void onlyMethodsThatAServiceMayKnowGoOn(String method) {
        Answer answer = gateway.raw(method + " /musicals HTTP/1.1\r\nHost: localhost\r\n\r\n");
        answer.problem(405, "method-not-allowed");
        assertThat(answer.header("Allow")).isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /musicals HTTP/1.1\r\n\r\n",
                "GET /musicals HTTP/1.0\r\n\r\n",
                "GET /musicals HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                "GET /musicals HTTP/1.1\r\nHost: a b\r\n\r\n",
            })
    void aRequestNamesOneHost(String request) {
        gateway.raw(request).problem(400, "invalid-request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET\r\n\r\n",
                "\u0016\u0003\u0001\u0000\u00a5\r\n\r\n",
                "GET /musicals HTTP/1.1\r\nHost: localhost\r\nX : y\r\n\r\n",
                "POST /reservations HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "POST /reservations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST /reservations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            })
    void whatCannotBeReadIsRefusedByAProblemToo(String request) {
        gateway.raw(request).problem(400, "invalid-request");
    }

    @Test
    void aRequestToUpgradeIsARequestLikeAnyOther() {
        Answer answer = gateway.raw("""
                GET /musicals HTTP/1.1\r
                Host: localhost\r
                Connection: Upgrade, HTTP2-Settings\r
                Upgrade: h2c\r
                HTTP2-Settings: AAMAAABkAAQAAP__\r
                \r
                """);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("musical");
        assertThat(service("musical").seen().getLast().headers().names())
                .doesNotContain("Upgrade", "HTTP2-Settings", "Connection");
    }

    @Test
    void anHttp10RequestIsServed() {
        Answer answer = gateway.raw("GET /musicals HTTP/1.0\r\nHost: localhost\r\n\r\n");
        assertThat(answer.body()).isEqualTo("musical");
    }

    @Test
    void requestsAreCountedByRouteWhateverTheyAskFor() {
        for (int i = 0; i < 20; i++) {
            gateway.get("/musicals/" + i);
            gateway.get("/nowhere/" + i);
            gateway.raw("X" + i + " /musicals HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        assertThat(gateway.metrics().find("http.server.requests").timers())
                .extracting(timer -> timer.getId().getTag("uri"))
                .contains("/musicals/**", "/**")
                .noneMatch(uri -> uri.matches(".*\\d.*"));
        assertThat(gateway.metrics().find("http.server.requests").timers())
                .extracting(timer -> timer.getId().getTag("method"))
                .contains("OTHER")
                .noneMatch(method -> method.startsWith("X"));
    }

    private StandIn service(String name) {
        return Objects.requireNonNull(services.get(name));
    }
}
