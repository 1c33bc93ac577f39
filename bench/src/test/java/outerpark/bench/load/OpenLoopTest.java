package outerpark.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenLoopTest {

    private static final String BODY = "{\"musicalId\":7,\"seats\":1}";
    private static final String PLACED = "{\"reservationId\":\"r\",\"reservationToken\":\"t\"}";

    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger looked = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asManyAreSentAsAreDueEachWithAKeyOfItsOwn() {
        server.createContext("/reservations", exchange -> {
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            assertThat(text(exchange)).isEqualTo(BODY);
            answer(exchange, 201, PLACED);
        });

        OpenLoop.Outcome outcome = run(0);

        assertThat(outcome.acknowledged().getTotalCount()).isEqualTo(100);
        assertThat(outcome.acknowledgedAt()).hasSize(100);
        assertThat(outcome.unanswered()).isZero();
        assertThat(keys).hasSize(100);
    }

    @Test
    void whatIsRefusedAndWhatIsNeverAnsweredIsToldApart() {
        server.createContext("/reservations", exchange -> {
            switch (asked.getAndIncrement() % 4) {
                case 0 -> answer(exchange, 201, PLACED);
                case 1 -> exchange.close();
                default -> answer(exchange, 503, "");
            }
        });

        OpenLoop.Outcome outcome = run(0);

        assertThat(outcome.acknowledged().getTotalCount()).isEqualTo(25);
        assertThat(outcome.refused().getTotalCount()).isEqualTo(50);
        assertThat(outcome.unanswered()).isEqualTo(25);
    }

    @Test
    void whoFindsNobodyIsUnanswered() {
        server.stop(0);

        OpenLoop.Outcome outcome = run(0);

        assertThat(outcome.unanswered()).isEqualTo(100);
        assertThat(outcome.acknowledged().getTotalCount()).isZero();
    }

    @Test
    void thoseWhoComeAfterOneWhoFoundNobodyLookAgain() throws IOException {
        int port = server.getAddress().getPort();
        server.stop(0);
        try (OpenLoop customers = new OpenLoop(URI.create("http://localhost:" + port))) {
            CompletableFuture<OpenLoop.Outcome> load = CompletableFuture.supplyAsync(
                    () -> customers.run(new OpenLoop.Plan(BODY, 200, Duration.ofSeconds(3), 0)));
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.createContext("/reservations", exchange -> answer(exchange, 201, PLACED));
            server.start();

            OpenLoop.Outcome outcome = load.join();
            assertThat(outcome.unanswered()).isPositive();
            assertThat(outcome.acknowledged().getTotalCount()).isPositive().isEqualTo(600 - outcome.unanswered());
        }
    }

    @Test
    void thoseThatAreFollowedAreAskedAboutUntilTheyAreConfirmed() {
        server.createContext("/reservations", exchange -> answer(exchange, 201, PLACED));
        server.createContext("/myPages/r", exchange -> {
            assertThat(exchange.getRequestHeaders().getFirst("Reservation-Token"))
                    .isEqualTo("t");
            boolean isConfirmed = looked.incrementAndGet() > 30;
            answer(exchange, 200, "{\"status\":\"%s\"}".formatted(isConfirmed ? "CONFIRMED" : "RESERVED"));
        });

        OpenLoop.Outcome outcome = run(10);

        assertThat(outcome.confirmed().getTotalCount()).isEqualTo(10);
        assertThat(outcome.unconfirmed()).isZero();
        assertThat(looked).hasValueGreaterThan(30);
    }

    @Test
    void theRateIsThatOfTheSpan() {
        server.createContext("/reservations", exchange -> answer(exchange, 201, PLACED));
        OpenLoop.Outcome outcome = run(0);
        long first = outcome.acknowledgedAt().getFirst();
        long last = outcome.acknowledgedAt().getLast();

        assertThat(outcome.rate(first, last + 1) * ((last + 1 - first) / 1e9)).isBetween(99.999, 100.001);
        assertThat(outcome.rate(last + 1, last + 2)).isZero();
    }

    private OpenLoop.Outcome run(int followOneIn) {
        URI base = URI.create("http://localhost:" + server.getAddress().getPort());
        try (OpenLoop customers = new OpenLoop(base)) {
            return customers.run(new OpenLoop.Plan(BODY, 200, Duration.ofMillis(500), followOneIn));
        }
    }

    private static String text(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
