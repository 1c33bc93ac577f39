package outerpark.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;

/** Answers what goes no further, before anything of it was read. */
public final class ProblemAnswer {

    private ProblemAnswer() {}

    /** Over HTTP/1 it closes the connection too, which HTTP/2 has no header for. */
    public static Future<Void> closing(HttpServerRequest request, String correlationId, Problem problem) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        return to(request, correlationId, problem);
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
