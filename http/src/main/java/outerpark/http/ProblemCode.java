package outerpark.http;

import java.util.Locale;

/** The kinds of problem; each answer of 4xx and 5xx is one of them (RFC 9457). */
public enum ProblemCode {
    INVALID_REQUEST(400, "The request is not valid"),
    UNAUTHENTICATED(401, "Authentication is needed"),
    FORBIDDEN(403, "This is not yours to see or do"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "This method is not offered here"),
    NOT_ACCEPTABLE(406, "None of the accepted media types is offered here"),
    ALREADY_EXISTS(409, "It is there already"),
    INSUFFICIENT_SEATS(409, "Too few seats are left"),
    SALES_CLOSED(409, "The musical is not on sale"),
    TOO_MANY_SEATS(409, "More seats than one reservation may have"),
    CAPACITY_BELOW_SOLD(409, "More seats are sold than that"),
    LOG_INCOMPLETE(409, "Old events are gone"),
    NOT_PAYABLE(409, "The payment cannot be made now"),
    EVENT_REFUSED(409, "The event still cannot be acted on"),
    PAYLOAD_TOO_LARGE(413, "The body is too large"),
    REQUEST_LINE_TOO_LONG(414, "The request line is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body's media type is not supported"),
    IDEMPOTENCY_CONFLICT(422, "The idempotency key was used with a different body"),
    RATE_LIMITED(429, "Too many requests"),
    HEADERS_TOO_LARGE(431, "The headers are too large, or too many"),
    INTERNAL_ERROR(500, "Something went wrong here"),
    TEMPORARILY_UNAVAILABLE(503, "Not available for the moment");

    private static final String URN = "urn:outerpark:problem:";

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** {@code urn:outerpark:problem:<code>}. */
    public String type() {
        return URN + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The problem, to be completed and thrown. */
    public Problem.Builder problem(String detail) {
        return new Problem.Builder(this, detail);
    }

    /** The code of a bare status, for what the layers below answer by themselves. */
    public static ProblemCode ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 413 -> PAYLOAD_TOO_LARGE;
            case 414 -> REQUEST_LINE_TOO_LONG;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 429 -> RATE_LIMITED;
            case 431 -> HEADERS_TOO_LARGE;
            case 503 -> TEMPORARILY_UNAVAILABLE;
            default -> status < 500 ? INVALID_REQUEST : INTERNAL_ERROR;
        };
    }
}
