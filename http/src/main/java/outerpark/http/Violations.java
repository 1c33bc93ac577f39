package outerpark.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects all that is wrong with a request, to be answered at once. */
public final class Violations {

    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private final List<Violation> found = new ArrayList<>(0);

    public void add(String field, String message) {
        found.add(new Violation(field, message));
    }

    /** A whole number that must be there, within its bounds; returns {@code min} if it is not. */
    public long number(@Nullable Long value, String field, long min, long max) {
        if (value == null) {
            add(field, "is required");
            return min;
        }
        return numberIfAny(value, field, min, max);
    }

    /** A whole number that must be within its bounds; returns {@code min} if it is not. */
    public long numberIfAny(long value, String field, long min, long max) {
        if (value < min || value > max) {
            add(field, "must be from " + min + " to " + max);
            return min;
        }
        return value;
    }

    /** A text that must be there; see {@link #textIfAny}. */
    public String text(@Nullable String value, String field, int maxLength) {
        if (value == null || value.isBlank()) {
            add(field, "is required");
            return "";
        }
        return Objects.requireNonNull(textIfAny(value, field, maxLength));
    }

    /** A text of {@code maxLength} characters at most, without control characters or broken Unicode; stripped. */
    public @Nullable String textIfAny(@Nullable String value, String field, int maxLength) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > maxLength) {
            add(field, "must have at most " + maxLength + " characters");
        } else if (!isClean(value)) {
            add(field, "must not have control characters or broken Unicode");
        }
        return value.strip();
    }

    /** A UUID in its usual text form. */
    public @Nullable UUID uuidIfAny(@Nullable String value, String field) {
        if (value == null) {
            return null;
        }
        if (!UUID_TEXT.matcher(value).matches()) {
            add(field, "must be a UUID");
            return null;
        }
        return UUID.fromString(value);
    }

    /** Throws the problem {@code invalid-request} if anything was found. */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw Problem.invalid(found);
        }
    }

    private static boolean isClean(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }
}
