package outerpark.standalone;

import io.quarkus.runtime.Quarkus;
import java.util.List;
import java.util.Map;
import outerpark.machine.console.Refused;
import outerpark.operator.check.CheckCommand;

/**
 * The run that the build's virtual machine writes down what it has learned from, for all later starts to begin with:
 * once all is ready, customers are at a show for some seconds, and then the process ends.
 */
final class Training {

    /** The system property by which the build says that it is one. */
    private static final String PROPERTY = "outerpark.training";

    private Training() {}

    static boolean isIt() {
        return Boolean.getBoolean(PROPERTY);
    }

    /** Begins the sale on an open system; it ends the process, whose exit code is that of the check. */
    static void begin(int port) {
        Thread.ofPlatform().name("training").start(() -> {
            int exitCode = Running.FAILED;
            try {
                exitCode = sell(port);
            } finally {
                Quarkus.asyncExit(exitCode);
            }
        });
    }

    private static int sell(int port) {
        List<String> sale = List.of("--url", "http://127.0.0.1:" + port, "--seconds", "4", "--clients", "8");
        try {
            return new CheckCommand().run(sale, Map.of(), System.out);
        } catch (Refused e) {
            return Running.complain(e.line(), Running.FAILED);
        }
    }
}
