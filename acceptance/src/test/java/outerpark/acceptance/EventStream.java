package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client of server-sent events, as a web page has it; without a thread of its own. */
final class EventStream implements AutoCloseable {

    private static final int THREADS = 2;

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newFixedThreadPool(
                    THREADS,
                    Thread.ofPlatform().daemon().name("event-streams-", 0).factory()))
            .build();

    /** A message; all of them have the default type. */
    record Message(String id, JsonNode data, Instant receivedAt) {}

    /** Reads lines as the standard says: fields gather until an empty line. */
    private static final class Lines implements Subscriber<String> {
        private final List<Message> messages = new CopyOnWriteArrayList<>();
        private final List<String> unexpected = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
        private volatile @Nullable Subscription connection;
        private final AtomicInteger comments = new AtomicInteger();
        private volatile String retry = "";
        private String id = "";
        private String data = "";

        @Override
        public void onSubscribe(Subscription subscription) {
            connection = subscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            String[] field = line.split(":", 2);
            switch (field[0]) {
                case "" -> {
                    if (field.length == 2) {
                        comments.incrementAndGet();
                    } else if (!data.isEmpty()) {
                        messages.add(new Message(id, Answer.parse(data), Instant.now()));
                        data = "";
                    }
                }
                case "id" -> id = field[1].strip();
                case "data" -> data += field[1].strip();
                case "retry" -> retry = field[1].strip();
                default -> unexpected.add(line);
            }
        }

        @Override
        public void onError(Throwable failure) {
            ended.complete(false);
        }

        @Override
        public void onComplete() {
            ended.complete(true);
        }
    }

    private final Lines lines = new Lines();
    private final CompletableFuture<HttpResponse.ResponseInfo> begun = new CompletableFuture<>();

    private EventStream(HttpRequest request) {
        HTTP.sendAsync(request, this::begin).exceptionally(failure -> {
            begun.completeExceptionally(failure);
            lines.ended.complete(false);
            return null;
        });
    }

    /** Follows a path; the headers are the client's own. */
    static EventStream of(SystemUnderTest system, String path, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(system.base().resolve(path)).header("Accept", "text/event-stream");
        headers.forEach(request::header);
        return new EventStream(request.build());
    }

    /** Follows a reservation's story as its owner. */
    static EventStream of(SystemUnderTest system, BoxOffice.Booked booked) {
        return of(system, pathOf(booked), Map.of("Reservation-Token", booked.token()));
    }

    /** As {@link #of}, from the message with that id on. */
    static EventStream after(String lastEventId, SystemUnderTest system, BoxOffice.Booked booked) {
        return of(system, pathOf(booked), Map.of("Reservation-Token", booked.token(), "Last-Event-ID", lastEventId));
    }

    static String pathOf(BoxOffice.Booked booked) {
        return "/myPages/" + booked.id() + "/events";
    }

    /** Returns when it is open. */
    EventStream opened() {
        HttpResponse.ResponseInfo info = begun.join();
        assertThat(info.statusCode()).isEqualTo(200);
        assertThat(info.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        return this;
    }

    Optional<String> header(String name) {
        return begun.join().headers().firstValue(name);
    }

    List<Message> messages() {
        return List.copyOf(lines.messages);
    }

    /** What each message tells, in the order in which they came. */
    List<String> steps() {
        return messages().stream()
                .map(message -> message.data().path("what").asText())
                .toList();
    }

    int comments() {
        return lines.comments.get();
    }

    /** The pause that the server asks for before coming again, in milliseconds. */
    String retry() {
        return lines.retry;
    }

    /** Lines that are none of the fields that a web page understands. */
    List<String> unexpected() {
        return lines.unexpected;
    }

    /** Whether the server has ended it. */
    boolean isEnded() {
        return lines.ended.isDone();
    }

    /** Whether it ended as an answer ends, not by a broken connection. */
    boolean isEndedInOrder() {
        return lines.ended.getNow(false);
    }

    /** Goes away. */
    @Override
    public void close() {
        Subscription connection = lines.connection;
        if (connection != null) {
            connection.cancel();
        }
    }

    private BodySubscriber<Void> begin(HttpResponse.ResponseInfo info) {
        begun.complete(info);
        return BodySubscribers.fromLineSubscriber(lines);
    }
}
