package outerpark.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import outerpark.machine.DataFolder;
import outerpark.operator.access.RunningSystem;
import outerpark.operator.check.CheckCommand;

/** A run of the cluster that its virtual machines learn from: a start, customers at a show for some seconds, the end. */
final class Training {

    /** The word by which the launcher asks for it. */
    static final String COMMAND = "train";

    private Training() {}

    /** Returns the exit code: that of the check, if all the rest went well. */
    static int run(ClusterSettings settings, Path checkout, DataFolder folder, PrintStream out) throws IOException {
        AotCaches caches = new AotCaches(checkout, true);
        int exitCode = new Supervisor(settings, caches, folder, out).run(door -> sell(door, out));
        if (exitCode == 0) {
            caches.keep();
        }
        return exitCode;
    }

    private static int sell(String door, PrintStream out) {
        List<String> sale = List.of(RunningSystem.URL_OPTION, door, "--seconds", "10", "--clients", "8");
        return new CheckCommand().run(sale, Map.of(), out);
    }
}
