package outerpark.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import outerpark.machine.DataFolder;
import outerpark.machine.Folders;
import outerpark.machine.Marker;
import outerpark.machine.StopSignal;
import outerpark.operator.access.RunningSystem;
import outerpark.operator.check.CheckCommand;

/**
 * A run of the cluster that its virtual machines learn from: a start on a folder of its own, customers at a show for
 * some seconds, the end. It is no condition of anything: without it, starts take longer.
 */
final class Training {

    private static final Logger LOG = Logger.getLogger(Training.class);

    /** Names the file that says that the services of this build have been let run once; the launcher knows it. */
    private static final String DONE = "outerpark.trained";

    private Training() {}

    /** Lets them, unless it was done before, or nobody says where that is noted. */
    static void unlessDone(Path checkout, PrintStream out) {
        String named = System.getProperty(DONE);
        if (named == null || Files.exists(Path.of(named))) {
            return;
        }
        Path done = Path.of(named);
        try {
            Optional<DataFolder> unused =
                    DataFolder.openUnlessInUse(done.resolveSibling("training"), Marker.Topology.CLUSTER);
            if (unused.isPresent()) {
                try (DataFolder data = unused.get()) {
                    letThem(checkout, data, done, out);
                }
            } else {
                out.println("Another start lets the services run once; these start as if for the first time");
            }
        } catch (IOException | RuntimeException e) {
            // What it leaves is found, and stopped, by the next one.
            LOG.warn("the services could not be let run once", e);
        }
        StopSignal.goOnUnlessRaised();
    }

    /** Whoever has the folder looks again: another start may have had it until now. */
    private static void letThem(Path checkout, DataFolder data, Path done, PrintStream out) throws IOException {
        if (Files.exists(done)) {
            return;
        }
        out.println("Letting the services run once, so that they start faster from now on (a minute or two)");
        Path log = done.resolveSibling("training.log");
        boolean isWell = false;
        try (PrintStream story = new PrintStream(log.toFile(), StandardCharsets.UTF_8)) {
            isWell = run(checkout, data, story);
        } finally {
            if (!StopSignal.isRaised()) {
                note(done); // also if they could not, which takes its time at no other start then
            }
        }
        if (isWell) {
            Folders.removeAll(data.path());
        } else if (!StopSignal.isRaised()) {
            out.println("They could not, and start as if for the first time; see " + log);
        }
    }

    private static void note(Path done) {
        try {
            Files.writeString(done, "");
        } catch (IOException e) {
            LOG.warn("it cannot be noted that the services were let run once, and they will be again", e);
        }
    }

    /** Whether it went well. */
    private static boolean run(Path checkout, DataFolder data, PrintStream story) throws IOException {
        List<String> options = List.of(
                "--port", "0", "--security", "open", "--data-dir", data.path().toString());
        // Not the user's environment: it may have the address of a real database in it.
        ClusterSettings settings = ClusterSettings.of(options, ChildProcess.BARE_ENVIRONMENT);
        AotCaches caches = new AotCaches(checkout, true);
        Supervisor supervisor = new Supervisor(settings, caches, data, story);
        // Who is asked to stop does not wait for caches to be written.
        boolean isWell = supervisor.run(door -> sell(door, story)) == 0 && !StopSignal.isRaised();
        if (isWell) {
            caches.keep();
        }
        return isWell;
    }

    private static int sell(String door, PrintStream story) {
        List<String> sale = List.of(RunningSystem.URL_OPTION, door, "--seconds", "10", "--clients", "8");
        return new CheckCommand().run(sale, Map.of(), story);
    }
}
