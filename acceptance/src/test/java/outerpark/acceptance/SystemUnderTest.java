package outerpark.acceptance;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** The packaged product as its users have it: running processes that are reached by HTTP and by signals. */
interface SystemUnderTest extends AutoCloseable {

    /** Where the public contract is served, from the latest {@link #start} on. */
    URI base();

    String managerPassword();

    /** The log files of its processes, as far as there are any yet. */
    List<Path> logs();

    /** What its processes tell of themselves now, as Prometheus reads it, one after the other. */
    String metrics();

    /** What the user had started, and what that has written at the terminal. */
    Console console();

    /** Starts it, again on the same data if it ran before; returns when it says that it is ready. */
    void start();

    /** Asks it to end (SIGTERM), and returns when it has; the exit code of what the user had started. */
    int stop();

    /** Ends it without a word (SIGKILL), and returns when it is gone. What it had started may live on. */
    void kill();

    /** Stops it if need be, and throws its data away. */
    @Override
    void close();
}
