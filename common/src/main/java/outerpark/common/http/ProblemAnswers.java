package outerpark.common.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;
import outerpark.common.batching.NotPerformed;
import outerpark.common.database.NothingWritten;
import outerpark.common.database.OutcomeUnknown;
import outerpark.common.identity.ManagerLogin;
import outerpark.http.Problem;
import outerpark.http.ProblemAnswer;
import outerpark.http.ProblemCode;
import outerpark.http.Violation;

/** Answers every failure, whoever threw it, by the contract's problem document; tells nothing of the inside. */
@Singleton
public final class ProblemAnswers {

    private static final Logger LOG = Logger.getLogger(ProblemAnswers.class);
    private static final int AFTER_CORRELATION = 900;
    private static final int BEFORE_ALL_ROUTES = -1_000_000;

    private final long bodyBytesMax;

    ProblemAnswers(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize bodySizeMax) {
        this.bodyBytesMax = bodySizeMax.asLongValue();
    }

    /** The types that the framework would answer in its own way are named beside the one that covers the rest. */
    @ServerExceptionMapper({
        Throwable.class,
        WebApplicationException.class,
        NotFoundException.class,
        AuthenticationFailedException.class,
        UnauthorizedException.class,
        ForbiddenException.class,
        JsonProcessingException.class,
        MismatchedInputException.class
    })
    Response answer(Throwable failure, RoutingContext request) {
        Problem problem = failure instanceof IOException && isAnsweredOrGone(request)
                ? ProblemCode.INVALID_REQUEST.problem("the body broke off").build() // and nobody will read it
                : problemOf(unwrapped(failure));
        Response.ResponseBuilder answer = Response.status(problem.code().status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem.document(Correlation.idOf(request)));
        problem.headers().forEach(answer::header);
        return answer.build();
    }

    /** What the server refuses by itself it answers with nothing in it: a broken path, a body that grows too large. */
    void completeBareErrors(@Observes Router router) {
        router.route().order(BEFORE_ALL_ROUTES).failureHandler(request -> {
            if (isAnsweredOrGone(request)) {
                return; // a failure of what is answered already, such as the rest of a body, or of who has gone away
            }
            boolean isRefusal = request.statusCode() >= ProblemCode.INVALID_REQUEST.status()
                    && request.statusCode() < ProblemCode.INTERNAL_ERROR.status();
            if (isRefusal) {
                answer(request, bare(request.statusCode()));
            } else {
                request.next();
            }
        });
    }

    private static boolean isAnsweredOrGone(RoutingContext request) {
        return request.response().ended() || request.response().closed();
    }

    private Problem bare(int status) {
        ProblemCode code = ProblemCode.ofStatus(status);
        return code == ProblemCode.PAYLOAD_TOO_LARGE
                ? tooLarge()
                : code.problem(code.title()).build();
    }

    /** Refuses a body that announces too many bytes, and stops reading one in chunks when it grows too large. */
    void refuseLargeBodies(@Observes Filters filters) {
        BodyHandler limited = BodyHandler.create(false).setBodyLimit(bodyBytesMax);
        filters.register(
                request -> {
                    if (announcedBytes(request) > bodyBytesMax) {
                        answer(request, tooLarge());
                    } else if (request.request().headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
                        limited.handle(request);
                    } else {
                        request.next();
                    }
                },
                AFTER_CORRELATION);
    }

    /** Answers a request that was read to its end, and failed. */
    public void answerFailure(RoutingContext request, Throwable failure) {
        var _ = ProblemAnswer.to(request.request(), Correlation.idOf(request), problemOf(unwrapped(failure)));
    }

    /** Answers a request that goes no further. */
    public static void answer(RoutingContext request, Problem problem) {
        var _ = ProblemAnswer.closing(request.request(), Correlation.idOf(request), problem);
    }

    private Problem tooLarge() {
        return ProblemCode.PAYLOAD_TOO_LARGE
                .problem("a body may have " + bodyBytesMax + " bytes at most")
                .build();
    }

    private static long announcedBytes(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private Problem problemOf(Throwable failure) {
        return switch (failure) {
            case Problem problem -> problem;
            case JsonMappingException e -> Problem.invalid(List.of(new Violation(fieldOf(e), messageOf(e))));
            case JsonProcessingException _ -> Problem.invalid(List.of(new Violation("body", "is not valid JSON")));
            case AuthenticationFailedException _ -> unauthenticated("the user or the password is wrong");
            case UnauthorizedException _ -> unauthenticated("log in as the manager, by HTTP Basic");
            case ForbiddenException _ -> ofStatus(ProblemCode.FORBIDDEN.status(), failure);
            case NotPerformed _ -> Problem.temporarilyUnavailable("too busy; try again in a moment");
            case NothingWritten e when e.isTransient() -> databaseAway(e);
            case OutcomeUnknown e -> databaseAway(e);
            case WebApplicationException e -> ofStatus(e.getResponse().getStatus(), e);
            default -> ofStatus(ProblemCode.INTERNAL_ERROR.status(), failure);
        };
    }

    private Problem ofStatus(int status, Throwable failure) {
        ProblemCode code = ProblemCode.ofStatus(status);
        return switch (code) {
            case INTERNAL_ERROR -> {
                LOG.error("a request failed unexpectedly", failure);
                yield code.problem("unexpected; the log has more, by this correlation id")
                        .build();
            }
            case PAYLOAD_TOO_LARGE -> tooLarge();
            case METHOD_NOT_ALLOWED -> methodNotAllowed(failure);
            case TEMPORARILY_UNAVAILABLE -> Problem.temporarilyUnavailable(code.title());
            default -> code.problem(code.title()).build();
        };
    }

    private static Problem methodNotAllowed(Throwable failure) {
        Problem.Builder problem = ProblemCode.METHOD_NOT_ALLOWED.problem(ProblemCode.METHOD_NOT_ALLOWED.title());
        if (failure instanceof WebApplicationException e) {
            String allowed = e.getResponse().getHeaderString(HttpHeaders.ALLOW.toString());
            return allowed == null
                    ? problem.build()
                    : problem.withHeader("Allow", allowed).build();
        }
        return problem.build();
    }

    private static Problem unauthenticated(String detail) {
        return ProblemCode.UNAUTHENTICATED
                .problem(detail)
                .withHeader("WWW-Authenticate", ManagerLogin.CHALLENGE)
                .build();
    }

    private static Problem databaseAway(RuntimeException failure) {
        LOG.warn("the database is away: " + failure.getMessage());
        return Problem.temporarilyUnavailable("a part of the system is away; try again in a moment");
    }

    /** Looks through what only carries another failure. */
    private static Throwable unwrapped(Throwable failure) {
        @Nullable Throwable cause = failure.getCause();
        boolean carries = failure instanceof CompletionException
                || (failure instanceof WebApplicationException && cause instanceof JsonProcessingException);
        return carries && cause != null ? unwrapped(cause) : failure;
    }

    private static String fieldOf(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "body" : path;
    }

    private static String messageOf(JsonMappingException e) {
        return e.getPath().isEmpty() ? "must be one JSON object" : "has the wrong type, or is out of range";
    }
}
