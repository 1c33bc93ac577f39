package outerpark.cluster;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A process of the cluster, which can be started and stopped again and again. One {@link Keeper} works with it. */
interface Part {

    /** What the system adds to the number of the signal that ended a process, to make its exit code. */
    int SIGNALLED = 128;

    String name();

    /** How others reach it; empty while that is not known. Holds no secret. */
    String address();

    /** The file, or the pattern of the files' names, that tells what it does. */
    Path log();

    /**
     * Starts it, now that it does not run. It need not be ready when this returns.
     *
     * @throws outerpark.machine.console.Refused if it does not start
     */
    void start();

    /** Returns when it has stopped. */
    void stop();

    /** The last one that was started, if it is a child of ours. */
    Optional<Process> process();

    boolean isReady();

    /**
     * Why nothing but a new process helps, behind its name; empty while it can work. It is asked of a part that was
     * ready. The stores have no such question: one that hangs is seen as not ready, and left to whoever looks on.
     */
    default Optional<String> ailment() {
        return Optional.empty();
    }

    default boolean isAlive() {
        return process().filter(Process::isAlive).isPresent();
    }

    default OptionalLong pid() {
        return process().filter(Process::isAlive).stream()
                .mapToLong(Process::pid)
                .findFirst();
    }

    /** Does something when the one that runs now has ended. */
    default void whenEnded(Runnable then) {
        process().ifPresent(process -> {
            var _ = process.onExit().thenRun(then);
        });
    }

    /** How it came that it does not run, behind its name. */
    default String ending() {
        int code = process()
                .filter(process -> !process.isAlive())
                .map(Process::exitValue)
                .orElse(0);
        return code > SIGNALLED
                ? "was ended by signal %d".formatted(code - SIGNALLED)
                : "has ended with exit code %d".formatted(code);
    }
}
