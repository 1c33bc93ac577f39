package outerpark.machine.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** One of the operator's commands. */
@FunctionalInterface
public interface Command {

    /**
     * Does it, and says on {@code out} what was found.
     *
     * @param arguments what stands behind the command's name
     * @return the exit code: 0 if all is well
     * @throws Refused if it cannot be done
     */
    int run(List<String> arguments, Map<String, String> environment, PrintStream out);
}
