package outerpark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes on with a request, and what comes back with its answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForwardingTest {

    private final StandIn service = StandIn.named("done");
    private final UnderTest gateway = UnderTest.before(service);
    private final UnderTest trusting =
            UnderTest.before(service, "outerpark.gateway.trusted-proxies", "10.0.0.0/8,127.0.0.1");

    @BeforeEach
    void answerOrderly() {
        service.answer(request -> request.response().end("done"));
    }

    @AfterAll
    void close() {
        gateway.close();
        trusting.close();
        service.close();
    }

    @Test
    void theBodyAndWhatIsSaidAboutItGoOn() {
        gateway.post("/reservations", "{\"seats\": 1}", "Content-Type", "application/json", "Idempotency-Key", "k");
        StandIn.Seen seen = service.seen().getLast();
        assertThat(seen.body()).isEqualTo(Buffer.buffer("{\"seats\": 1}"));
        assertThat(seen.headers().get("Content-Length")).isEqualTo("12");
        assertThat(seen.headers().get("Content-Type")).isEqualTo("application/json");
        assertThat(seen.headers().get("Idempotency-Key")).isEqualTo("k");
    }

    @Test
    void whoAsksAndWhichTraceItBelongsToGoOn() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        gateway.get(
                "/myPages",
                "Authorization",
                "Basic eDp5",
                "Reservation-Token",
                "t",
                "traceparent",
                trace,
                "Last-Event-ID",
                "7");
        MultiMap headers = service.seen().getLast().headers();
        assertThat(headers.get("Authorization")).isEqualTo("Basic eDp5");
        assertThat(headers.get("Reservation-Token")).isEqualTo("t");
        assertThat(headers.getAll("traceparent")).containsExactly(trace);
        assertThat(headers.get("Last-Event-ID")).isEqualTo("7");
    }

    @Test
    void whatIsAboutTheConnectionStaysHere() {
        raw("""
                Connection: keep-alive, X-Mine
                Keep-Alive: timeout=5
                Proxy-Authorization: secret
                Proxy-Connection: keep-alive
                TE: trailers
                Trailer: X
                X-Mine: y
                X-Other: z
                """);
        assertThat(service.seen().getLast().headers().names())
                .doesNotContain(
                        "Connection",
                        "Keep-Alive",
                        "Proxy-Authorization",
                        "Proxy-Connection",
                        "TE",
                        "Trailer",
                        "X-Mine",
                        "Transfer-Encoding")
                .contains("X-Other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "tickets.example.com", "[::1]:8080"})
    void theServiceSeesTheHostThatTheClientNamed(String host) {
        gateway.raw("GET /musicals HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        assertThat(service.seen().getLast().headers().getAll("Host")).containsExactly(host);
        assertThat(service.seen().getLast().headers().getAll("X-Forwarded-Host"))
                .containsExactly(host);
    }

    /** Without it the service would see its own address, at which nobody but this machine is. */
    @Test
    void nobodyCanHaveTheHostTakenAway() {
        gateway.raw("GET /musicals HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: Host\r\n\r\n");
        assertThat(service.seen().getLast().headers().getAll("Host")).containsExactly("elsewhere.example");
    }

    @Test
    void noClientIsAService() {
        raw("Service-Credential: guessed\n");
        assertThat(service.seen().getLast().headers().contains("Service-Credential"))
                .isFalse();
    }

    @Test
    void nobodysWordIsTakenAboutWhereARequestComesFrom() {
        raw("""
                X-Forwarded-For: 192.0.2.1
                X-Forwarded-Proto: https
                X-Forwarded-Host: tickets.example.com
                Forwarded: for=192.0.2.1
                """);
        MultiMap headers = service.seen().getLast().headers();
        assertThat(headers.getAll("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(headers.getAll("X-Forwarded-Proto")).containsExactly("http");
        assertThat(headers.getAll("X-Forwarded-Host")).containsExactly("localhost");
        assertThat(headers.contains("Forwarded")).isFalse();
    }

    @Test
    void butThatOfATrustedProxyIs() {
        trusting.raw("""
                GET /musicals HTTP/1.1\r
                Host: inside\r
                X-Forwarded-For: 192.0.2.1\r
                X-Forwarded-Proto: https\r
                X-Forwarded-Host: tickets.example.com\r
                \r
                """);
        MultiMap headers = service.seen().getLast().headers();
        assertThat(headers.getAll("X-Forwarded-For")).containsExactly("192.0.2.1, 127.0.0.1");
        assertThat(headers.getAll("X-Forwarded-Proto")).containsExactly("https");
        assertThat(headers.getAll("X-Forwarded-Host")).containsExactly("tickets.example.com");
    }

    @Test
    void theCallersCorrelationIdGoesOnAndComesBackOnce() {
        service.answer(request -> {
            request.response().headers().add("Correlation-Id", "of the service").add("Correlation-Id", "and another");
            request.response().end();
        });
        Answer answer = gateway.get("/musicals", "Correlation-Id", "order-17");
        assertThat(answer.header("Correlation-Id")).isEqualTo("order-17");
        assertThat(service.seen().getLast().headers().getAll("Correlation-Id")).containsExactly("order-17");
    }

    @ParameterizedTest
    @CsvSource(value = {"1,true", "128,true", "129,false"})
    void aCorrelationIdHasItsLength(int length, boolean isKept) {
        String sent = "x".repeat(length);
        String id = gateway.get("/musicals", "Correlation-Id", sent).header("Correlation-Id");
        assertThat(id.equals(sent)).isEqualTo(isKept);
        assertThat(service.seen().getLast().headers().getAll("Correlation-Id")).containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Correlation-Id: \r\n", "Correlation-Id: caf\u00e9\r\n", "Correlation-Id: a\tb\r\n"})
    void oneIsMadeForWhoSendsNoGoodOne(@Nullable String header) {
        Answer answer = gateway.raw("GET /musicals HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n");
        String id = answer.header("Correlation-Id");
        assertThat(UUID.fromString(id).version()).isEqualTo(7);
        assertThat(service.seen().getLast().headers().getAll("Correlation-Id")).containsExactly(id);
    }

    @Test
    void aRefusalHasTheCallersCorrelationIdToo() {
        Answer answer = gateway.get("/nowhere", "Correlation-Id", "order-17");
        assertThat(answer.problem(404, "not-found").header("Correlation-Id")).isEqualTo("order-17");
        Answer unread =
                gateway.raw("GET /musicals HTTP/1.1\r\nHost: localhost\r\nCorrelation-Id: order-17\r\nX : y\r\n\r\n");
        assertThat(unread.problem(400, "invalid-request").header("Correlation-Id"))
                .isEqualTo("order-17");
    }

    @Test
    void theAnswerComesBackAsItIsButForWhatTellsOfTheInside() {
        service.answer(request -> {
            request.response().headers().add("Set-Cookie", "a=1").add("Set-Cookie", "b=2");
            request.response()
                    .setStatusCode(201)
                    .setStatusMessage("Made")
                    .putHeader("Location", "/reservations/1")
                    .putHeader("Server", "inside")
                    .putHeader("Via", "1.1 inside")
                    .putHeader("X-Powered-By", "inside")
                    .putHeader("Keep-Alive", "timeout=5")
                    .putHeader("Proxy-Authenticate", "Basic")
                    .end("{}");
        });
        Answer answer = gateway.post("/reservations", "{}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/reservations/1");
        assertThat(answer.headers().get("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(answer.body()).isEqualTo("{}");
        assertThat(answer.headers())
                .doesNotContainKeys("Server", "Via", "X-Powered-By", "Keep-Alive", "Proxy-Authenticate");
    }

    @Test
    void aServicesProblemComesBackAsItIs() {
        service.answer(request -> request.response()
                .setStatusCode(503)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Retry-After", "7")
                .end("{\"its\": \"own\"}"));
        Answer answer = gateway.get("/musicals");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("7");
        assertThat(answer.body()).isEqualTo("{\"its\": \"own\"}");
    }

    @Test
    void anAnswerWithoutALengthComesInChunks() {
        service.answer(request -> {
            request.response().setChunked(true).write("one, ");
            request.response().end("two");
        });
        assertThat(gateway.get("/reservations", "Accept", "text/csv").body()).isEqualTo("one, two");
    }

    @Test
    void aLargeAnswerComesWhole() {
        String large = "0123456789".repeat(500_000);
        service.answer(request -> request.response().end(large));
        assertThat(gateway.get("/reservations").body()).isEqualTo(large);
    }

    @Test
    void aCompressedAnswerStaysCompressed() {
        service.answer(request ->
                request.response().putHeader("Content-Encoding", "gzip").end("not really"));
        Answer answer = gateway.get("/musicals", "Accept-Encoding", "gzip");
        assertThat(answer.body()).isEqualTo("not really");
        assertThat(service.seen().getLast().headers().get("Accept-Encoding")).isEqualTo("gzip");
    }

    @Test
    void answersWithoutABodyHaveNone() {
        service.answer(request -> request.response().setStatusCode(204).end());
        assertThat(gateway.send("DELETE", "/musicals/1", "").status()).isEqualTo(204);
        service.answer(request ->
                request.response().setStatusCode(304).putHeader("ETag", "x").end());
        assertThat(gateway.get("/musicals").header("ETag")).isEqualTo("x");
        service.answer(
                request -> request.response().putHeader("Content-Length", "17").end());
        Answer head = gateway.send("HEAD", "/musicals", "");
        assertThat(head.header("Content-Length")).isEqualTo("17");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void connectionsToAServiceAreUsedAgain() {
        gateway.get("/musicals");
        int before = service.connections();
        for (int i = 0; i < 20; i++) {
            gateway.get("/musicals");
        }
        assertThat(service.connections()).isEqualTo(before);
    }

    private void raw(String headers) {
        Answer answer =
                gateway.raw("GET /musicals HTTP/1.1\r\nHost: localhost\r\n" + headers.replace("\n", "\r\n") + "\r\n");
        assertThat(answer.status()).isEqualTo(200);
    }
}
