package outerpark.common.http;

import java.util.UUID;
import outerpark.http.ProblemCode;
import outerpark.http.Violations;

/** Reads ids from paths. */
public final class PathIds {

    private PathIds() {}

    /** A musical's id: a positive whole number, or the problem {@code invalid-request}. */
    public static long musicalId(String text) {
        try {
            long id = Long.parseLong(text);
            if (id > 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number that is not positive.
        }
        Violations violations = new Violations();
        violations.add("musicalId", "must be a positive whole number");
        violations.throwIfAny();
        throw new IllegalStateException("unreachable");
    }

    /** An id of the product's own making: what is no UUID names nothing, so the problem is {@code not-found}. */
    public static UUID uuid(String text, String what) {
        UUID id = new Violations().uuidIfAny(text, what);
        if (id == null) {
            throw ProblemCode.NOT_FOUND.problem("no such " + what).build();
        }
        return id;
    }
}
