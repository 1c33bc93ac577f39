package outerpark.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param number counted from 0
 * @param size items on a page, 1 to {@value #SIZE_MAX}
 */
public record Page(int number, int size) {

    public static final int SIZE_MAX = 200;
    public static final int SIZE_DEFAULT = 20;
    private static final int NUMBER_MAX = 1_000_000;

    /** A page of a list, and how many items the whole list has. */
    public record Of<T>(List<T> items, long total) {}

    /** Reads the query parameters {@code page} and {@code size}. */
    public static Page of(@Nullable String page, @Nullable String size) {
        Violations violations = new Violations();
        int number = read(violations, page, "page", 0, 0, NUMBER_MAX);
        int items = read(violations, size, "size", SIZE_DEFAULT, 1, SIZE_MAX);
        violations.throwIfAny();
        return new Page(number, items);
    }

    public long offset() {
        return (long) number * size;
    }

    private static int read(
            Violations violations, @Nullable String text, String field, int byDefault, int min, int max) {
        if (text == null || text.isEmpty()) {
            return byDefault;
        }
        try {
            return (int) violations.numberIfAny(Long.parseLong(text), field, min, max);
        } catch (NumberFormatException e) {
            violations.add(field, "must be a whole number");
            return byDefault;
        }
    }
}
