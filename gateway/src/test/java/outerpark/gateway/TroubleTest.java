package outerpark.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client is told, and what is not done, when a service does not answer. */
class TroubleTest {

    private static final String[] QUICK_BREAKER = {
        "outerpark.gateway.breaker.requests", "4",
        "outerpark.gateway.breaker.open-for", "100ms",
        "outerpark.gateway.breaker.probes", "1",
    };

    @Test
    void aServiceThatIsAwayIsAProblemAndNothingWasDone() {
        try (UnderTest gateway = UnderTest.before(StandIn.nobody().toString())) {
            for (String method : new String[] {"GET", "POST", "DELETE"}) {
                Answer answer = gateway.send(method, "/reservations", "");
                answer.problem(503, "temporarily-unavailable");
                assertThat(answer.json().getString("detail")).contains("nothing was done");
            }
            assertThat(unanswered(gateway, "unreachable")).isEqualTo(3);
        }
    }

    @Test
    void aRequestThatIsNotAnsweredInTimeIsSentOnceAndItsOutcomeIsNotKnown() {
        try (StandIn silent = StandIn.that(_ -> {});
                UnderTest gateway = UnderTest.before(silent, "outerpark.gateway.service.answer-timeout", "200ms")) {
            Answer answer = gateway.post("/reservations", "{}");
            answer.problem(503, "temporarily-unavailable");
            assertThat(answer.json().getString("detail")).contains("not known").contains("Idempotency-Key");
            gateway.get("/reservations").problem(503, "temporarily-unavailable");
            assertThat(silent.seen()).extracting(StandIn.Seen::method).containsExactly("POST", "GET");
            assertThat(unanswered(gateway, "timed_out")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void aRequestThatBreaksOffIsNeverSentAgainIfItMayDoSomething(String method) {
        try (StandIn breaking = StandIn.that(request -> request.connection().close());
                UnderTest gateway = UnderTest.before(breaking)) {
            Answer answer = gateway.send(method, "/reservations", "{}");
            answer.problem(503, "temporarily-unavailable");
            assertThat(answer.json().getString("detail")).contains("not known");
            assertThat(breaking.seen()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void oneThatOnlyReadsIsSentOnceMore(String method) {
        AtomicInteger times = new AtomicInteger();
        try (StandIn breaking = StandIn.that(request -> {
                    if (times.incrementAndGet() % 2 == 1) {
                        request.connection().close();
                    } else {
                        request.response().end();
                    }
                });
                UnderTest gateway = UnderTest.before(breaking)) {
            assertThat(gateway.send(method, "/musicals", "").status()).isEqualTo(200);
            assertThat(breaking.seen()).hasSize(2);
        }
    }

    @Test
    void butNotTwice() {
        try (StandIn breaking = StandIn.that(request -> request.connection().close());
                UnderTest gateway = UnderTest.before(breaking)) {
            gateway.get("/musicals").problem(503, "temporarily-unavailable");
            assertThat(breaking.seen()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "Transfer-Encoding"})
    void anAnswerThatBreaksOffIsBrokenOffForTheClientToo(String framing) throws IOException {
        try (StandIn breaking = StandIn.that(request -> {
                    request.response()
                            .putHeader(framing, framing.equals("Content-Length") ? "100" : "chunked")
                            .write("part")
                            .onSuccess(_ -> request.connection().close());
                });
                UnderTest gateway = UnderTest.before(breaking);
                Socket socket = gateway.connect()) {
            send(socket, "GET /musicals HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(UnderTest.head(socket.getInputStream())).startsWith("HTTP/1.1 200 ");
            String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(rest).contains("part").doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void aServiceWithoutAnswersIsLeftAloneUntilItIsBack() {
        URI address = StandIn.nobody();
        try (UnderTest gateway = UnderTest.before(address.toString(), QUICK_BREAKER)) {
            for (int i = 0; i < 4; i++) {
                gateway.get("/musicals").problem(503, "temporarily-unavailable");
            }
            assertThat(breaker(gateway, "musical", "open")).isOne();
            gateway.post("/musicals", "{}").problem(503, "temporarily-unavailable");
            assertThat(unanswered(gateway, "breaker_open")).isOne();
            try (StandIn back =
                    StandIn.at(address, request -> request.response().end())) {
                await().until(() -> gateway.get("/musicals").status() == 200);
                assertThat(breaker(gateway, "musical", "closed")).isOne();
                assertThat(back.seen()).hasSize(1);
            }
        }
    }

    @Test
    void whileTheBreakerIsOpenNothingIsSent() {
        try (StandIn breaking = StandIn.that(request -> request.connection().close());
                UnderTest gateway = UnderTest.before(
                        breaking,
                        "outerpark.gateway.breaker.requests",
                        "4",
                        "outerpark.gateway.breaker.open-for",
                        "1h")) {
            for (int i = 0; i < 20; i++) {
                gateway.post("/reservations", "{}").problem(503, "temporarily-unavailable");
            }
            assertThat(breaking.seen()).hasSize(4);
            assertThat(unanswered(gateway, "breaker_open")).isEqualTo(16);
        }
    }

    @Test
    void troubleOnOneRouteTouchesNoOther() {
        try (StandIn good = StandIn.named("good");
                UnderTest gateway = UnderTest.before(
                        good,
                        "outerpark.address.musical",
                        StandIn.nobody().toString(),
                        "outerpark.gateway.breaker.requests",
                        "4",
                        "outerpark.gateway.breaker.open-for",
                        "1h")) {
            for (int i = 0; i < 10; i++) {
                gateway.get("/musicals").problem(503, "temporarily-unavailable");
                assertThat(gateway.get("/reservations").status()).isEqualTo(200);
            }
            assertThat(breaker(gateway, "musical", "open")).isOne();
            assertThat(breaker(gateway, "reservation", "closed")).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 429, 500, 503})
    void anAnswerIsNoTroubleWhateverItSays(int status) {
        try (StandIn refusing = StandIn.that(
                        request -> request.response().setStatusCode(status).end());
                UnderTest gateway = UnderTest.before(refusing, QUICK_BREAKER)) {
            for (int i = 0; i < 20; i++) {
                assertThat(gateway.get("/musicals").status()).isEqualTo(status);
            }
            assertThat(refusing.seen()).hasSize(20);
            assertThat(breaker(gateway, "musical", "closed")).isOne();
        }
    }

    @Test
    void onlySoMuchIsUnderWayOnARoute() {
        List<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
        try (StandIn slow = StandIn.that(waiting::add);
                UnderTest gateway = UnderTest.before(slow, "outerpark.gateway.service.under-way-max", "1")) {
            CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> gateway.get("/musicals"));
            await().until(() -> waiting.size() == 1);

            Answer refused = gateway.post("/musicals", "{}");
            refused.problem(503, "temporarily-unavailable");
            assertThat(refused.json().getString("detail")).contains("nothing was done");
            assertThat(unanswered(gateway, "full")).isOne();
            CompletableFuture<Answer> other = CompletableFuture.supplyAsync(() -> gateway.get("/reservations"));
            await().until(() -> waiting.size() == 2);

            waiting.forEach(request -> request.response().end("done"));
            assertThat(first.join().body()).isEqualTo("done");
            assertThat(other.join().body()).isEqualTo("done");
            slow.answer(request -> request.response().end("again"));
            await().until(() -> gateway.get("/musicals").body().equals("again"));
        }
    }

    @Test
    void aClientThatGoesAwayTakesItsRequestAlong() throws IOException {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        try (StandIn silent = StandIn.that(request -> request.connection().closeHandler(_ -> ended.complete(null)));
                UnderTest gateway = UnderTest.before(silent, QUICK_BREAKER)) {
            try (Socket socket = gateway.connect()) {
                send(socket, "GET /musicals HTTP/1.1\r\nHost: localhost\r\n\r\n");
                await().until(() -> silent.seen().size() == 1);
            }
            await().until(ended::isDone);
            await().until(() -> unanswered(gateway, "abandoned") == 1);
            await().until(() -> underWay(gateway, "musical") == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"10ms, given_up, open", "1h, abandoned, closed"})
    void clientsWhoWaitedAndGaveUpOpenTheBreakerAndThoseWhoMerelyWentAwayDoNot(
            String patience, String why, String breaker) throws IOException {
        try (StandIn silent = StandIn.that(_ -> {});
                UnderTest gateway = UnderTest.before(
                        silent,
                        "outerpark.gateway.service.client-patience",
                        patience,
                        "outerpark.gateway.breaker.requests",
                        "4",
                        "outerpark.gateway.breaker.open-for",
                        "1h")) {
            for (int i = 1; i <= 4; i++) {
                int asked = i;
                try (Socket socket = gateway.connect()) {
                    send(socket, "GET /musicals HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    await().until(() -> silent.seen().size() == asked);
                    long arrived = System.nanoTime();
                    await().until(() -> System.nanoTime() - arrived > TimeUnit.MILLISECONDS.toNanos(50));
                }
                await().until(() -> unanswered(gateway, why) == asked);
            }
            assertThat(breaker(gateway, "musical", breaker)).isOne();
        }
    }

    /**
     * A connection to the service that is cut off while it already serves the next request would show as an answer of
     * 503, a call that is forgotten as one under way.
     */
    @Test
    void clientsThatGoAwayAtAnyMomentBreakNobodyElsesRequest() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (StandIn service = StandIn.named("done");
                UnderTest gateway = UnderTest.before(service);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> answered = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                int whole = random.nextInt(5);
                int pauseMicros = random.nextInt(3_000);
                answered.add(clients.submit(() -> askAndGoAway(gateway, whole, pauseMicros)));
            }
            for (Future<Boolean> each : answered) {
                assertThat(each.get()).as("seed %d", seed).isTrue();
            }
            await().untilAsserted(
                            () -> assertThat(underWay(gateway, "reservation")).isZero());
            assertThat(unanswered(gateway, "broken_off")).isZero();
            assertThat(unanswered(gateway, "abandoned")).as("they did go away").isPositive();
        }
    }

    /** Some requests whose answers are waited for, and a last one whose answer is not; returns whether all were good. */
    private static boolean askAndGoAway(UnderTest gateway, int whole, int pauseMicros) throws IOException {
        try (Socket socket = gateway.connect()) {
            socket.setSoLinger(true, 0);
            String request = "POST /reservations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}";
            for (int i = 0; i < whole; i++) {
                send(socket, request);
                if (UnderTest.read(socket.getInputStream()).status() != 200) {
                    return false;
                }
            }
            send(socket, request);
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(pauseMicros));
            return true;
        }
    }

    private static double underWay(UnderTest gateway, String route) {
        return gateway.metrics()
                .get("outerpark.gateway.under_way")
                .tag("route", route)
                .gauge()
                .value();
    }

    private static double breaker(UnderTest gateway, String route, String state) {
        return gateway.metrics()
                .get("outerpark.gateway.breaker")
                .tags("route", route, "state", state)
                .gauge()
                .value();
    }

    private static double unanswered(UnderTest gateway, String why) {
        return gateway.metrics().get("outerpark.gateway.unanswered").tag("why", why).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
