package outerpark.common.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.common.batching.NotPerformed;
import outerpark.common.database.NothingWritten;
import outerpark.common.database.OutcomeUnknown;

/** Brings every problem, whoever threw it, into the contract's form; tells nothing of the inside. */
@ApplicationScoped
public class ProblemStyle implements ProblemPostProcessor {

    private static final Logger LOG = Logger.getLogger(ProblemStyle.class);
    private static final int LAST_OF_ALL = -1_000;
    private static final int RETRY_AFTER_SECONDS = 1;

    private final CurrentVertxRequest request;

    ProblemStyle(CurrentVertxRequest request) {
        this.request = request;
    }

    @Override
    public int priority() {
        return LAST_OF_ALL;
    }

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        HttpProblem styled = styled(problem, unwrapped(context.cause));
        var current = request.getCurrent();
        return current == null
                ? styled
                : HttpProblem.builder(styled)
                        .with("correlationId", Correlation.idOf(current))
                        .build();
    }

    /** The answer to an overload, or to a dependency that is away: nothing was done, or it is given back. */
    public static HttpProblem temporarilyUnavailable(String detail) {
        return ProblemCode.TEMPORARILY_UNAVAILABLE
                .problem(detail)
                .withHeader("Retry-After", RETRY_AFTER_SECONDS)
                .build();
    }

    private static HttpProblem styled(HttpProblem problem, @Nullable Throwable cause) {
        if (problem.getType() != null && problem.getType().toString().startsWith("urn:outerpark:")) {
            return problem;
        }
        return switch (cause) {
            case HttpProblem inner -> inner;
            case JsonMappingException e -> Violations.problem(List.of(new Violation(fieldOf(e), messageOf(e))));
            case JsonProcessingException e -> Violations.problem(List.of(new Violation("body", "is not valid JSON")));
            case NotPerformed e -> temporarilyUnavailable("too busy; try again in a moment");
            case NothingWritten e -> unavailable(e);
            case OutcomeUnknown e -> unavailable(e);
            case null, default -> bare(problem, cause);
        };
    }

    private static HttpProblem unavailable(RuntimeException e) {
        if (e instanceof NothingWritten failure && !failure.isTransient()) {
            LOG.error("a statement failed that never should", e);
            return ProblemCode.INTERNAL_ERROR
                    .problem("unexpected; see the log by this correlation id")
                    .build();
        }
        LOG.warn("the database is away", e);
        return temporarilyUnavailable("a part of the system is away; try again in a moment");
    }

    private static HttpProblem bare(HttpProblem problem, @Nullable Throwable cause) {
        ProblemCode code = ProblemCode.ofStatus(problem.getStatusCode());
        if (code == ProblemCode.INTERNAL_ERROR) {
            LOG.error("a request failed unexpectedly", cause);
            return code.problem("unexpected; see the log by this correlation id")
                    .build();
        }
        HttpProblem.Builder builder = code.problem(code.title());
        problem.getHeaders().forEach(builder::withHeader);
        return builder.build();
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null
                && cause.getCause() != null
                && (cause instanceof CompletionException || isBareWrapper(cause))) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** A framework's exception that does nothing but carry the JSON parser's. */
    private static boolean isBareWrapper(Throwable failure) {
        return failure instanceof jakarta.ws.rs.WebApplicationException
                && failure.getCause() instanceof JsonProcessingException;
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
