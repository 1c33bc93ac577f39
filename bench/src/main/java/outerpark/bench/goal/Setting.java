package outerpark.bench.goal;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where and how long is measured.
 *
 * @param checkout of the product
 * @param work a folder for everything that the runs leave behind
 * @param isQuick to see whether it works rather than for the figures
 * @param out says how it goes
 */
public record Setting(Path checkout, Path work, boolean isQuick, PrintStream out) {

    /** How often each thing is measured, in turn. */
    int pairs() {
        return isQuick ? 2 : 5;
    }

    /** A line of progress. */
    void say(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }
}
