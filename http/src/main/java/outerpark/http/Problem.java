package outerpark.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer of 4xx or 5xx, as a problem document (RFC 9457). Thrown from wherever it is found; expected, so it carries
 * no stack trace.
 */
public final class Problem extends RuntimeException {

    public static final String MEDIA_TYPE = "application/problem+json";
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private final ProblemCode code;
    private final String detail;
    private final Map<String, Object> members;
    private final Map<String, String> headers;

    private Problem(Builder builder) {
        super(builder.code + ": " + builder.detail, null, false, false);
        this.code = builder.code;
        this.detail = builder.detail;
        this.members = Map.copyOf(builder.members);
        this.headers = Map.copyOf(builder.headers);
    }

    /** Overload, or a dependency that is away: nothing was done, or it is given back. */
    public static Problem temporarilyUnavailable(String detail) {
        return temporarilyUnavailable(detail, A_MOMENT);
    }

    /** As {@link #temporarilyUnavailable(String)}; it is worth trying again after that time, in whole seconds. */
    public static Problem temporarilyUnavailable(String detail, Duration retryAfter) {
        return ProblemCode.TEMPORARILY_UNAVAILABLE
                .problem(detail)
                .withHeader("Retry-After", Math.max(1, retryAfter.toSeconds()))
                .build();
    }

    /** What is wrong with the request, all of it. */
    public static Problem invalid(List<Violation> violations) {
        Violation first = violations.getFirst();
        return ProblemCode.INVALID_REQUEST
                .problem(first.field() + " " + first.message())
                .with("violations", List.copyOf(violations))
                .build();
    }

    public ProblemCode code() {
        return code;
    }

    /** The headers that belong to the answer. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The document. */
    public Map<String, Object> document(String correlationId) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", code.type());
        document.put("title", code.title());
        document.put("status", code.status());
        document.put("detail", detail);
        document.put("correlationId", correlationId);
        document.putAll(members);
        return document;
    }

    /** Completes a problem. */
    public static final class Builder {

        private final ProblemCode code;
        private final String detail;
        private final Map<String, Object> members = new LinkedHashMap<>(2);
        private final Map<String, String> headers = new LinkedHashMap<>(2);

        Builder(ProblemCode code, String detail) {
            this.code = code;
            this.detail = detail;
        }

        /** Adds a member to the document. */
        public Builder with(String member, Object value) {
            members.put(member, value);
            return this;
        }

        /** Adds a header to the answer. */
        public Builder withHeader(String header, Object value) {
            headers.put(header, String.valueOf(value));
            return this;
        }

        public Problem build() {
            return new Problem(this);
        }
    }
}
