package outerpark.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Answers what goes no further, before anything of it was read. */
public final class ProblemAnswer {

    /** For a client that is still sending: a close at once would take the answer back that it has not read yet. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private ProblemAnswer() {}

    /** Closes the connection too. */
    public static Future<Void> closing(HttpServerRequest request, String correlationId, Problem problem) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        return to(request, correlationId, problem).onSuccess(_ -> closeSoon(request));
    }

    /** The server itself would wait for the request's end, which may never come. */
    private static void closeSoon(HttpServerRequest request) {
        Context eventLoop = Vertx.currentContext();
        if (eventLoop != null && !request.isEnded()) {
            eventLoop
                    .owner()
                    .setTimer(LINGER.toMillis(), _ -> request.connection().close());
        }
    }

    /** For a request that was read to its end. */
    public static Future<Void> to(HttpServerRequest request, String correlationId, Problem problem) {
        problem.headers().forEach(request.response()::putHeader);
        return request.response()
                .setStatusCode(problem.code().status())
                .putHeader(CorrelationId.HEADER, correlationId)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(new JsonObject(problem.document(correlationId)).encode());
    }
}
