package outerpark.cluster;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;
import outerpark.machine.DataFolder;
import outerpark.machine.Marker;
import outerpark.machine.StopSignal;
import outerpark.machine.console.Refused;

/**
 * The command {@code cluster}: the supervisor's process, whose end a signal brings; or, in a process that ends at once,
 * what is asked of one that runs. What the user can do something about is one line on standard error and exit code 1,
 * or 2 for a command line that makes no sense.
 */
public final class LocalCluster {

    private static final int FAILED = 1;

    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;

    /** Where the programs were built; the launcher knows. */
    private static final String CHECKOUT = "outerpark.checkout";

    private static final long LOG_BYTES_MAX = 10L << 20;
    private static final int LOGS_MAX = 5;

    private LocalCluster() {}

    public static void main(String[] arguments) {
        CountDownLatch ended = new CountDownLatch(1);
        int exitCode = FAILED;
        try {
            exitCode = run(List.of(arguments), ended);
        } finally {
            ended.countDown();
        }
        System.exit(exitCode);
    }

    private static int run(List<String> arguments, CountDownLatch ended) {
        try {
            if (!arguments.isEmpty() && ControlCommand.isOne(arguments.getFirst())) {
                keepLogFromConsole();
                return ControlCommand.run(arguments, System.getenv(), OUT);
            }
            return supervise(ClusterSettings.of(arguments, System.getenv()), ended);
        } catch (Refused e) {
            return complain(e.line(), e.exitCode());
        } catch (IOException e) {
            return complain("cannot start: " + e.getMessage(), FAILED);
        }
    }

    private static int supervise(ClusterSettings settings, CountDownLatch ended) throws IOException {
        Path checkout = Path.of(System.getProperty(CHECKOUT, "")).toAbsolutePath();
        StopSignal.raiseAtSignal(ended);
        try (DataFolder folder = DataFolder.open(settings.installation().dataFolder(), Marker.Topology.CLUSTER)) {
            logTo(folder.logs().resolve("cluster.log"));
            Training.unlessDone(checkout, OUT);
            return new Supervisor(settings, new AotCaches(checkout, false), folder, OUT).toItsEnd();
        }
    }

    private static int complain(String line, int exitCode) {
        keepLogFromConsole();
        if (!StopSignal.isRaised()) {
            ERR.println("outerpark: " + line);
        }
        return exitCode;
    }

    /** Quarkus, which is on the class path, keeps the log until it knows where to, and else throws it there. */
    private static void keepLogFromConsole() {
        if (!InitialConfigurator.DELAYED_HANDLER.isActivated()) {
            InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[0]);
        }
    }

    private static void logTo(Path log) throws IOException {
        Logger.getLogger("").setLevel(Level.INFO);
        SizeRotatingFileHandler file = new SizeRotatingFileHandler(log.toFile(), true, LOG_BYTES_MAX, LOGS_MAX);
        file.setFormatter(new PatternFormatter("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p [%c{1.}] (%t) %s%e%n"));
        InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {file});
    }
}
