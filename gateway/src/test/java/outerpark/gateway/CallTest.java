package outerpark.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import outerpark.http.Replicas;

/** What a call leaves behind for the next one on its connection. */
class CallTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Call.Patience PATIENCE = new Call.Patience(TIMEOUT, TIMEOUT);

    private final Context context = UnderTest.VERTX.getOrCreateContext();
    private final HttpClient oneConnection =
            UnderTest.VERTX.createHttpClient(new HttpClientOptions().setMaxPoolSize(1));

    @Test
    void whatIsAbandonedWhenAllOfItHasComeBreaksNoOtherRequest() {
        CompletableFuture<HttpServerRequest> second = new CompletableFuture<>();
        try (StandIn service = StandIn.that(request -> {
            if (request.uri().equals("/first")) {
                request.response().end("done");
            } else {
                second.complete(request);
            }
        })) {
            Replicas replicas = new Replicas(List.of(service.address()), Duration.ofSeconds(1));
            Call first = call("/first");
            UnderTest.await(on(() -> first.to(replicas, PATIENCE))); // its body is held
            Future<HttpClientResponse> answer = on(() -> call("/second").to(replicas, PATIENCE));
            await().until(second::isDone); // so the connection serves it

            UnderTest.await(on(() -> {
                first.abandon();
                return first.over();
            }));
            second.join().response().end("done too");
            assertThat(UnderTest.await(answer).statusCode()).isEqualTo(200);
            assertThat(service.connections()).isOne();
        }
    }

    @Test
    void whatIsAbandonedWhileItIsComingIsCutOff() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try (StandIn service = StandIn.that(request -> {
            request.connection().closeHandler(_ -> closed.complete(null));
            request.response().setChunked(true).write("and so on");
        })) {
            Call call = call("/endless");
            UnderTest.await(on(() -> call.to(new Replicas(List.of(service.address()), TIMEOUT), PATIENCE)));
            on(() -> {
                call.abandon();
                return Future.succeededFuture();
            });
            await().until(closed::isDone);
            await().until(() -> call.over().isComplete());
        }
    }

    private Call call(String target) {
        return new Call(context, oneConnection, HttpMethod.POST, target, MultiMap.caseInsensitiveMultiMap(), null);
    }

    private <T> Future<T> on(Supplier<Future<T>> action) {
        Promise<T> result = Promise.promise();
        context.runOnContext(_ -> action.get().onComplete(result));
        return result.future();
    }
}
