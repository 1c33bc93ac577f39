package outerpark.standalone;

/**
 * The process cannot start, and whoever started it can do something about it: the message is the one line they read.
 */
final class CannotStart extends RuntimeException {

    /** The exit code for a command line that makes no sense, as shells have it. */
    private static final int USAGE = 2;

    private static final int REFUSED = 1;

    private final int exitCode;
    private final String line;

    private CannotStart(int exitCode, String line) {
        super(line);
        this.exitCode = exitCode;
        this.line = line;
    }

    CannotStart(String line) {
        this(REFUSED, line);
    }

    static CannotStart usage(String line) {
        return new CannotStart(USAGE, line + "; ./outerpark help lists what there is");
    }

    String line() {
        return line;
    }

    int exitCode() {
        return exitCode;
    }
}
