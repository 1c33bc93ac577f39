package outerpark.gateway;

import java.util.List;
import outerpark.http.ProblemCode;

/**
 * What a request line asks for: a path without tricks, and perhaps a query. Whoever reads the path after us, however
 * often they decode and normalise it, finds the same segments in it.
 *
 * @param raw as it came, and as it goes on
 * @param segments of the path, as they came; the last is empty if the path ends with a slash
 */
record Target(String raw, List<String> segments) {

    private static final char FIRST_PRINTABLE = '!';
    private static final char LAST_PRINTABLE = '~';
    private static final int HEXADECIMAL = 16;

    /**
     * Reads the target of a request.
     *
     * @throws outerpark.http.Problem {@code invalid-request} if it is no path, {@code not-found} if the path has tricks
     */
    static Target of(String raw) {
        boolean isPath = raw.startsWith("/")
                && raw.indexOf('#') < 0
                && raw.chars().allMatch(c -> c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE);
        if (!isPath) {
            throw ProblemCode.INVALID_REQUEST
                    .problem("the request target must be a path, in ASCII")
                    .build();
        }
        requirePercentSignsMakeSense(raw);
        List<String> segments = List.of(pathOf(raw).substring(1).split("/", -1));
        for (int i = 0; i < segments.size(); i++) {
            if (!isPlain(segments.get(i), i == segments.size() - 1)) {
                throw ProblemCode.NOT_FOUND
                        .problem(ProblemCode.NOT_FOUND.title())
                        .build();
            }
        }
        return new Target(raw, segments);
    }

    /** The segment of that number, from 0; empty if the path has fewer. */
    String segment(int number) {
        return number < segments.size() ? segments.get(number) : "";
    }

    private static String pathOf(String raw) {
        int query = raw.indexOf('?');
        return query < 0 ? raw : raw.substring(0, query);
    }

    private static boolean isPlain(String segment, boolean isLast) {
        if (segment.isEmpty()) {
            return isLast;
        }
        boolean isOnlyDots = true;
        for (int i = 0; i < segment.length(); i++) {
            int c = segment.charAt(i);
            if (c == '%') {
                c = Integer.parseInt(segment, i + 1, i + 3, HEXADECIMAL);
                i += 2;
            }
            if (c < ' ' || c == '/' || c == '\\' || c == ';' || c == '%' || c == '\u007F') {
                return false;
            }
            isOnlyDots &= c == '.';
        }
        return !isOnlyDots;
    }

    private static void requirePercentSignsMakeSense(String raw) {
        for (int i = raw.indexOf('%'); i >= 0; i = raw.indexOf('%', i + 1)) {
            boolean makesSense = i + 2 < raw.length()
                    && Character.digit(raw.charAt(i + 1), HEXADECIMAL) >= 0
                    && Character.digit(raw.charAt(i + 2), HEXADECIMAL) >= 0;
            if (!makesSense) {
                throw ProblemCode.INVALID_REQUEST
                        .problem("a percent sign must be followed by two hexadecimal digits")
                        .build();
            }
        }
    }
}
