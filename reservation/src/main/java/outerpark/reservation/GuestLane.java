package outerpark.reservation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.opentelemetry.api.trace.Span;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import outerpark.common.http.Correlation;
import outerpark.common.http.ProblemAnswers;
import outerpark.common.identity.Caller;

/**
 * The short way of the one request that comes by the ten thousand: a guest reserves seats, in plain JSON. It is taken
 * from the event loop and answered there, before anybody is authenticated and without the layers of REST, which would
 * cost as much as all the rest that a reservation costs this thread. Whatever is out of the ordinary about a request
 * goes on to {@link ReservationResource#place}, which is the same but for the way.
 */
@Singleton
final class GuestLane {

    /** Of a body's length: a wish for seats is far shorter than 9,999 bytes. */
    private static final int LENGTH_DIGITS_MAX = 4;

    /** After all that is done for every request, before it is authenticated (200). */
    private static final int BEFORE_AUTHENTICATION = 800;

    private static final String PATH = "/reservations";
    private static final String JSON = "application/json";
    private static final String JSON_AS_REST_SAYS_IT = JSON + ";charset=UTF-8";
    private static final Set<String> JSON_ACCEPTED = Set.of("*/*", JSON);

    private final Placing placing;
    private final ReservationViews views;
    private final ProblemAnswers problems;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final boolean everybodyIsGuest;

    /** @param security with {@code open} whoever does not say who they are is no guest */
    GuestLane(
            Placing placing,
            ReservationViews views,
            ProblemAnswers problems,
            ObjectMapper json,
            @ConfigProperty(name = "outerpark.security") String security) {
        this.placing = placing;
        this.views = views;
        this.problems = problems;
        this.reader = json.readerFor(PlaceBody.class);
        this.writer = json.writerFor(ReservationView.class);
        this.everybodyIsGuest = !security.equals("open");
    }

    void register(@Observes Filters filters) {
        if (everybodyIsGuest) {
            filters.register(this::take, BEFORE_AUTHENTICATION);
        }
    }

    private void take(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!isOrdinary(request)) {
            context.next();
            return;
        }
        // As REST would name it.
        Span.current().updateName("POST " + PATH).setAttribute("http.route", PATH);
        var _ = request.body().onSuccess(body -> place(context, body));
        request.resume();
    }

    /** Whether it is a guest's request for seats, with nothing about it that another layer would have to look at. */
    static boolean isOrdinary(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST)
                && PATH.equals(request.path())
                && isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))
                && isJsonAccepted(request.getHeader(HttpHeaders.ACCEPT))
                && request.getHeader(HttpHeaders.AUTHORIZATION) == null
                && isShort(request.getHeader(HttpHeaders.CONTENT_LENGTH))
                && request.getHeader(HttpHeaders.EXPECT) == null
                && request.headers().getAll(ReservationResource.IDEMPOTENCY_KEY).size() <= 1;
    }

    /** What is under way is kept here as it comes, where others take no more from the connection than they read. */
    private static boolean isShort(@Nullable String contentLength) {
        return contentLength != null && contentLength.length() <= LENGTH_DIGITS_MAX;
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && (contentType.equals(JSON)
                        || contentType.toLowerCase(Locale.ROOT).startsWith(JSON + ";"));
    }

    private static boolean isJsonAccepted(@Nullable String accept) {
        return accept == null || JSON_ACCEPTED.contains(accept);
    }

    private void place(RoutingContext context, Buffer body) {
        if (context.response().ended()) {
            return; // it was refused for coming too slowly
        }
        Context eventLoop = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
        try {
            PlaceRequest request = PlaceBody.check(
                    parsed(body),
                    context.request().getHeader(ReservationResource.IDEMPOTENCY_KEY),
                    Caller.GUEST,
                    Correlation.causeOf(context));
            var _ = placing.place(request)
                    .thenAccept(result -> eventLoop.runOnContext(_ -> answer(context, request, result)));
        } catch (IOException | RuntimeException failure) {
            problems.answerFailure(context, failure);
        }
    }

    /** Null if there is nothing in it. */
    private @Nullable PlaceBody parsed(Buffer body) throws IOException {
        try (JsonParser json = reader.createParser(body.getBytes())) {
            return json.nextToken() == null ? null : reader.readValue(json);
        }
    }

    private void answer(RoutingContext context, PlaceRequest request, PlaceResult result) {
        try {
            PlaceAnswer answer = PlaceAnswer.of(request, result, views);
            HttpServerResponse response = context.response()
                    .setStatusCode(answer.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, JSON_AS_REST_SAYS_IT);
            if (answer.isNew()) {
                response.putHeader(HttpHeaders.LOCATION, answer.location());
            }
            var _ = response.end(Buffer.buffer(written(answer.reservation())));
        } catch (RuntimeException failure) {
            problems.answerFailure(context, failure);
        }
    }

    private byte[] written(ReservationView reservation) {
        try {
            return writer.writeValueAsBytes(reservation);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
