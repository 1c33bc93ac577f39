package outerpark.bench.goal;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Runs that together tell how far some goals are reached. */
public interface Experiment {

    /** The goals' ids. */
    Set<String> ids();

    /**
     * Measures, and says on the bench's output how it goes.
     *
     * @throws outerpark.machine.console.Refused if something cannot be measured, or was measured on a system that lost
     *     or doubled something
     */
    List<Result> run() throws IOException;
}
