package outerpark.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.Ids;

/** Which correlation id a request has. */
public final class CorrelationId {

    public static final String HEADER = "Correlation-Id";
    private static final Pattern ACCEPTED = Pattern.compile("[\\x20-\\x7E]{1,128}");

    private CorrelationId() {}

    /** The caller's own, if it is 1 to 128 printable ASCII characters; else a new one. */
    public static String acceptedOrNew(@Nullable String sent) {
        return sent != null && ACCEPTED.matcher(sent).matches()
                ? sent
                : Ids.next().toString();
    }
}
