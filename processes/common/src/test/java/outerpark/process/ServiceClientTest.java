package outerpark.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import outerpark.contracts.calls.HoldFates.Fate;
import outerpark.contracts.calls.HttpCalls;
import outerpark.contracts.calls.SeatHolds.TakeAnswer;
import outerpark.contracts.calls.SeatHolds.TakeSeats;
import outerpark.http.Replicas;

class ServiceClientTest {

    private static final String SECRET = "a secret that is long enough for the services";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Socket> gone = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket deaf : gone) {
            deaf.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void everyAnswerComesBackAsItWasGivenAndWhatIsUnknownStaysUnknown() throws IOException {
        List<TakeAnswer> given = List.of(
                new TakeAnswer.Taken(50_000),
                new TakeAnswer.InsufficientSeats(3),
                new TakeAnswer.TooManySeats(8),
                new TakeAnswer.SalesClosed(),
                new TakeAnswer.NoSuchMusical(),
                new TakeAnswer.AlreadyReleased(),
                new TakeAnswer.NotTaken("OVERLOADED"));
        HttpCalls.TakeAnswers answers = new HttpCalls.TakeAnswers(withUnknown(given));
        String address = replica(request -> {
            assertThat(request.getHeader(HttpCalls.CREDENTIAL_HEADER)).isEqualTo(SECRET);
            request.response().end(text(answers));
        });
        HttpCalls.TakeAnswers received = client(address)
                .ask(HttpCalls.TAKE, take(8), HttpCalls.TakeAnswers.class, TIMEOUT)
                .join();
        assertThat(received).isEqualTo(answers);
    }

    @Test
    void whatIsAskedArrivesAsItWasAsked() throws IOException {
        HttpCalls.Take call = take(1_000);
        String address = replica(request -> request.bodyHandler(body -> {
            assertThat(body.length()).isLessThan(1 << 20);
            assertThat(read(body.toString(), HttpCalls.Take.class)).isEqualTo(call);
            request.response().setStatusCode(204).end();
        }));
        client(address).tell(HttpCalls.TAKE, call, TIMEOUT).join();
    }

    @Test
    void fatesComeBack() throws IOException {
        HttpCalls.Fates fates = new HttpCalls.Fates(Map.of(UUID.randomUUID(), Fate.STORED));
        String address = replica(request -> request.response().end(text(fates)));
        assertThat(client(address)
                        .ask(HttpCalls.SETTLE, new HttpCalls.Settle(List.of()), HttpCalls.Fates.class, TIMEOUT)
                        .join())
                .isEqualTo(fates);
    }

    @Test
    void aReplicaThatIsGoneIsPassedOver() throws IOException {
        String here = replica(ServiceClientTest::done);
        ServiceClient client = client(gone() + "," + here);
        for (int i = 0; i < 10; i++) {
            client.tell(HttpCalls.RELEASE, Map.of(), TIMEOUT).join();
        }
        assertThat(asked).hasValue(10);
    }

    /** Each caller's thread runs beside those that the answers come by, and may be the later one. */
    @Test
    void noAnswerIsLostHoweverManyThereAre() throws IOException {
        ServiceClient client = client(replica(ServiceClientTest::done));
        for (int i = 0; i < 1_000; i++) {
            client.tell(HttpCalls.RELEASE, Map.of(), TIMEOUT).join();
        }
    }

    @Test
    void aReplicaThatHangsIsLeftAsideByTheNextCalls() throws IOException {
        String hanging = replica(request -> {});
        String here = replica(ServiceClientTest::done);
        Replicas both = replicas(hanging + "," + here);
        ServiceClient client = client(both);
        CompletableFuture<Void> hangs = client.tell(HttpCalls.RELEASE, Map.of(), Duration.ofMillis(200));
        assertThatThrownBy(hangs::join).isInstanceOf(CompletionException.class);
        // At once, whoever is later than the others, and whosever turn it is.
        assertThat(both.inTurn()).first().hasToString(here);
        assertThat(both.inTurn()).first().hasToString(here);
        for (int i = 0; i < 10; i++) {
            client.tell(HttpCalls.RELEASE, Map.of(), TIMEOUT).join();
        }
    }

    @Test
    void aReplicaThatStopsIsPassedOver() throws IOException {
        String stopping =
                replica(request -> request.response().setStatusCode(503).end());
        String here = replica(ServiceClientTest::done);
        client(stopping + "," + here).tell(HttpCalls.RELEASE, Map.of(), TIMEOUT).join();
    }

    /** What the other would answer says nothing about what the first has done. */
    @Test
    void aCallThatMayHaveBeenHeardGoesNowhereElse() throws IOException {
        String broken = replica(request -> request.connection().close());
        String brokenToo = replica(request -> request.connection().close());
        assertThatThrownBy(() -> client(broken + "," + brokenToo)
                        .tell(HttpCalls.RELEASE, Map.of(), TIMEOUT)
                        .join())
                .isInstanceOf(CompletionException.class);
        assertThat(asked).hasValue(1);
    }

    /** More than there are connections to one replica. */
    @Test
    void callsThatWereGivenUpKeepNoConnection() throws IOException {
        AtomicBoolean silent = new AtomicBoolean(true);
        String replica = replica(request -> {
            if (!silent.get()) {
                request.response().setStatusCode(204).end();
            }
        });
        ServiceClient client = client(replica);
        List<CompletableFuture<Void>> givenUp = IntStream.range(0, 40)
                .mapToObj(i -> client.tell(HttpCalls.RELEASE, Map.of(), Duration.ofMillis(200)))
                .toList();
        assertThat(givenUp).allSatisfy(call -> assertThatThrownBy(call::join).isInstanceOf(CompletionException.class));
        silent.set(false);
        client.tell(HttpCalls.RELEASE, Map.of(), TIMEOUT).join();
    }

    @Test
    void withNobodyThereTheCallFails() throws IOException {
        assertThatThrownBy(() -> client(gone() + "," + gone())
                        .tell(HttpCalls.RELEASE, Map.of(), TIMEOUT)
                        .join())
                .isInstanceOf(CompletionException.class);
    }

    @Test
    void anAnswerThatDoesNotComeInTimeFailsTheCall() throws IOException {
        String silent = replica(request -> {});
        assertThatThrownBy(() -> client(silent)
                        .tell(HttpCalls.RELEASE, Map.of(), Duration.ofMillis(100))
                        .join())
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void aRefusalIsNoAnswer() throws IOException {
        String closed = replica(request -> request.response().setStatusCode(401).end("{}"));
        assertThatThrownBy(() -> client(closed)
                        .ask(HttpCalls.TAKE, take(1), HttpCalls.TakeAnswers.class, TIMEOUT)
                        .join())
                .hasMessageContaining("401");
    }

    private ServiceClient client(String addresses) {
        return client(replicas(addresses));
    }

    private ServiceClient client(Replicas replicas) {
        return new ServiceClient(replicas, vertx.createHttpClient(), JSON, SECRET);
    }

    /** Only when the question has come to its end: an answer before that may leave the connection in between. */
    private static void done(HttpServerRequest request) {
        request.endHandler(read -> request.response().setStatusCode(204).end());
    }

    private static Replicas replicas(String addresses) {
        return new Replicas(Stream.of(addresses.split(",", -1)).map(URI::create).toList(), Duration.ofMinutes(1));
    }

    private String replica(Consumer<HttpServerRequest> behaviour) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    asked.incrementAndGet();
                    behaviour.accept(request);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** An address that somebody has who does not listen, so that nobody else can. */
    private String gone() throws IOException {
        Socket deaf = new Socket();
        gone.add(deaf);
        deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return "http://127.0.0.1:" + deaf.getLocalPort();
    }

    private static HttpCalls.Take take(int holds) {
        return new HttpCalls.Take(
                IntStream.rangeClosed(1, holds)
                        .mapToObj(i -> new TakeSeats(UUID.randomUUID(), Long.MAX_VALUE, i))
                        .toList(),
                250);
    }

    /** The answers, and one more that is not known. */
    private static List<@Nullable TakeAnswer> withUnknown(List<TakeAnswer> known) {
        List<@Nullable TakeAnswer> all = new ArrayList<>(known);
        all.add(null);
        return all;
    }

    private static String text(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(String text, Class<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
