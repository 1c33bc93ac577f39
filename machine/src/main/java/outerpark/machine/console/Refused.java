package outerpark.machine.console;

/** A command cannot do what it was asked, and whoever asked can do something about it: the one line they read. */
public class Refused extends RuntimeException {

    /** The exit code for a command line that makes no sense, as shells have it. */
    private static final int USAGE = 2;

    private static final int FAILED = 1;

    private final int exitCode;
    private final String line;

    private Refused(int exitCode, String line) {
        super(line);
        this.exitCode = exitCode;
        this.line = line;
    }

    public Refused(String line) {
        this(FAILED, line);
    }

    /** Of a command line that makes no sense. */
    public static Refused usage(String line) {
        return new Refused(USAGE, line + "; ./outerpark help lists what there is");
    }

    public String line() {
        return line;
    }

    public int exitCode() {
        return exitCode;
    }
}
