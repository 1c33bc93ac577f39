package outerpark.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Server-sent events pass as they come, for as long as their client stays. */
class LiveViewsTest {

    private static final String PATH = "/myPages/0190a8c0-0000-7000-8000-000000000000/events";

    /** The last chunk, which is empty. */
    private static final String ORDERLY_END = "0";

    @Test
    void aMessageArrivesBeforeTheServiceEndsItsAnswer() throws IOException {
        try (Telling service = new Telling();
                UnderTest gateway = UnderTest.before(service.standIn);
                Following client = new Following(gateway)) {
            service.tell("one");
            assertThat(client.next()).isEqualTo("data: one");
            service.tell("two");
            assertThat(client.next()).isEqualTo("data: two");
            service.response.join().end();
            assertThat(client.rest()).isEqualTo(ORDERLY_END);
        }
    }

    @Test
    void aPauseLongerThanTheTimeForAnAnswerEndsNothing() throws IOException {
        try (Telling service = new Telling();
                UnderTest gateway =
                        UnderTest.before(service.standIn, "outerpark.gateway.service.answer-timeout", "200ms");
                Following client = new Following(gateway)) {
            service.tell("one");
            assertThat(client.next()).isEqualTo("data: one");
            long began = System.nanoTime();
            await().until(() ->
                    System.nanoTime() - began > Duration.ofMillis(400).toNanos());
            service.tell("two");
            assertThat(client.next()).isEqualTo("data: two");
        }
    }

    @Test
    void aStreamOfWhichNothingIsHeardAnyMoreEnds() throws IOException {
        try (Telling service = new Telling();
                UnderTest gateway = UnderTest.before(service.standIn, "outerpark.gateway.service.idle-timeout", "1s");
                Following client = new Following(gateway)) {
            service.tell("one");
            assertThat(client.next()).isEqualTo("data: one");
            assertThat(client.rest()).isEmpty();
            await().until(service.closed::isDone);
        }
    }

    @Test
    void theClientsEndIsTheServices() throws IOException {
        try (Telling service = new Telling();
                UnderTest gateway = UnderTest.before(service.standIn)) {
            try (Following client = new Following(gateway)) {
                service.tell("one");
                assertThat(client.next()).isEqualTo("data: one");
            }
            await().until(service.closed::isDone);
            await().until(() -> underWay(gateway) == 0);
        }
    }

    @Test
    void theServicesAbruptEndIsTheClients() throws IOException {
        try (Telling service = new Telling();
                UnderTest gateway = UnderTest.before(service.standIn);
                Following client = new Following(gateway)) {
            service.tell("one");
            assertThat(client.next()).isEqualTo("data: one");
            service.request.join().connection().close();
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void whereTheClientLeftOffGoesOn() throws IOException {
        try (Telling service = new Telling();
                UnderTest gateway = UnderTest.before(service.standIn);
                Following client = new Following(gateway, "Last-Event-ID: 1.2.3\r\nReservation-Token: t\r\n")) {
            service.tell("one");
            assertThat(client.next()).isEqualTo("data: one");
            assertThat(service.request.join().getHeader("Last-Event-ID")).isEqualTo("1.2.3");
            assertThat(service.request.join().getHeader("Reservation-Token")).isEqualTo("t");
        }
    }

    @Test
    void streamsTakeNobodyElsesPlace() throws IOException {
        try (Telling service = new Telling();
                UnderTest gateway = UnderTest.before(
                        service.standIn,
                        "outerpark.gateway.service.under-way-max",
                        "1",
                        "outerpark.gateway.live-views.open-max",
                        "1");
                Following client = new Following(gateway)) {
            service.tell("one");
            assertThat(client.next()).isEqualTo("data: one");

            gateway.get(PATH).problem(503, "temporarily-unavailable");
            gateway.get(PATH + "/").problem(503, "temporarily-unavailable");
            service.standIn.answer(request -> request.response().end("view"));
            assertThat(gateway.get("/myPages").body()).isEqualTo("view");
            assertThat(gateway.get("/myPages").body()).isEqualTo("view");
        }
    }

    @Test
    void atTheStopStreamsEndAsIfTheServiceHadEndedThem() throws Exception {
        try (Telling service = new Telling();
                UnderTest gateway = UnderTest.before(service.standIn);
                Following client = new Following(gateway)) {
            service.tell("one");
            assertThat(client.next()).isEqualTo("data: one");

            gateway.traffic().stop();
            assertThat(client.rest()).isEqualTo(ORDERLY_END);
            await().until(service.closed::isDone);
            assertThat(gateway.traffic().awaitRest(Duration.ofSeconds(10))).isZero();
            Answer refused = gateway.get(PATH);
            refused.problem(503, "temporarily-unavailable");
            assertThat(refused.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void whatIsUnderWayAtTheStopIsFinishedAndNothingNewIsBegun() throws Exception {
        CompletableFuture<HttpServerRequest> asked = new CompletableFuture<>();
        try (StandIn slow = StandIn.that(asked::complete);
                UnderTest gateway = UnderTest.before(slow)) {
            CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> gateway.post("/reservations", "{}"));
            HttpServerRequest request = asked.join();

            gateway.traffic().stop();
            gateway.post("/reservations", "{}").problem(503, "temporarily-unavailable");
            assertThat(gateway.traffic().awaitRest(Duration.ofMillis(50))).isOne();
            request.response().setStatusCode(201).end("done");
            assertThat(answer.join().body()).isEqualTo("done");
            assertThat(answer.join().header("Connection")).isEqualTo("close");
            assertThat(gateway.traffic().awaitRest(Duration.ofSeconds(10))).isZero();
            assertThat(slow.seen()).hasSize(1);
        }
    }

    private static double underWay(UnderTest gateway) {
        return gateway.metrics()
                .get("outerpark.gateway.under_way")
                .tag("route", "live-views")
                .gauge()
                .value();
    }

    /** A service that tells the one who asks first what the test says. */
    private static final class Telling implements AutoCloseable {

        private final CompletableFuture<HttpServerRequest> request = new CompletableFuture<>();
        private final CompletableFuture<HttpServerResponse> response = new CompletableFuture<>();
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private final StandIn standIn = StandIn.that(asked -> {
            request.complete(asked);
            asked.connection().closeHandler(_ -> closed.complete(null));
            asked.response().putHeader("Content-Type", "text/event-stream").setChunked(true);
            response.complete(asked.response());
        });

        void tell(String text) {
            UnderTest.await(response.join().write("data: " + text + "\n\n"));
        }

        @Override
        public void close() {
            standIn.close();
        }
    }

    /** A client of a stream. */
    private static final class Following implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader reader;

        Following(UnderTest gateway) throws IOException {
            this(gateway, "");
        }

        Following(UnderTest gateway, String headers) throws IOException {
            socket = gateway.connect();
            String request = "GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** The next line of the events. */
        String next() throws IOException {
            String line = reader.readLine();
            while (!line.startsWith("data: ")) {
                line = reader.readLine();
            }
            return line;
        }

        /** What comes after the last message, but for empty lines, until the stream or the connection ends. */
        String rest() throws IOException {
            String line = reader.readLine();
            while (line != null && line.isEmpty()) {
                line = reader.readLine();
            }
            return line == null ? "" : line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
