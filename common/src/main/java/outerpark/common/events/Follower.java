package outerpark.common.events;

import java.util.Set;

/** Brings the events of one or more sources to one handler, with a thread of its own. */
public interface Follower extends AutoCloseable {

    /** The handler's name. */
    String handler();

    Set<String> sources();

    /** Begins. */
    void start();

    /** Whether it runs: one that has died can only be brought back by a new process. */
    boolean isAlive();

    /** Whether it could reach its sources since it started; a backlog does not matter. */
    boolean isConnected();

    /** How old the source's oldest event is that it has not acted on, as far as it knows; 0 if it has acted on all. */
    double secondsBehind(String source);

    /** How many of the source's events it has parked since it started. */
    long parked(String source);

    /** As log lines and health checks name it. */
    String describe();

    /** Finishes the batch under way and stops. */
    @Override
    void close();
}
