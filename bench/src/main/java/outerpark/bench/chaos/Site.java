package outerpark.bench.chaos;

import java.io.IOException;
import java.util.List;
import outerpark.operator.access.RunningSystem;

/** A running system to which harm can be done. */
interface Site extends AutoCloseable {

    String name();

    RunningSystem asManager();

    /** All that can happen to it. */
    List<Fault> faults();

    /** How many customers it bears beside all of its processes on one small machine. */
    int customers();

    /** Returns when it is whole again. */
    void awaitReady() throws IOException;

    /** Nobody will want to look at what it stores: else that is left in its folder. */
    void dropData();

    @Override
    void close() throws IOException;
}
