package outerpark.gateway;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server in the place of a service: does what a test says, and remembers what it was sent. */
final class StandIn implements AutoCloseable {

    /** As the services have it. */
    private static final int HEADERS_MAX = 16 * 1_024;

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final HttpServer server;
    private volatile Handler<HttpServerRequest> answer;

    private StandIn(int port, Handler<HttpServerRequest> answer) {
        this.answer = answer;
        this.server = UnderTest.await(UnderTest.VERTX
                .createHttpServer(new HttpServerOptions().setMaxHeaderSize(HEADERS_MAX))
                .connectionHandler(_ -> connections.incrementAndGet())
                .requestHandler(request -> request.body().onSuccess(body -> {
                    seen.add(new Seen(request.method().name(), request.uri(), request.headers(), body));
                    this.answer.handle(request);
                }))
                .listen(port, "127.0.0.1"));
    }

    /** A request, read to its end. */
    record Seen(String method, String uri, MultiMap headers, Buffer body) {}

    static StandIn that(Handler<HttpServerRequest> answer) {
        return new StandIn(0, answer);
    }

    /** Answers every request by its name. */
    static StandIn named(String name) {
        return that(request -> request.response().end(name));
    }

    /** One that is where another was. */
    static StandIn at(URI address, Handler<HttpServerRequest> answer) {
        return new StandIn(address.getPort(), answer);
    }

    /** Where nobody takes connections. */
    static URI nobody() {
        try (StandIn gone = named("gone")) {
            return gone.address();
        }
    }

    void answer(Handler<HttpServerRequest> other) {
        this.answer = other;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    List<Seen> seen() {
        return seen;
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        UnderTest.await(server.close());
    }
}
