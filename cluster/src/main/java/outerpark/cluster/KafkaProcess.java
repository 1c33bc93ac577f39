package outerpark.cluster;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** What runs in the broker's process: Kafka's own main, its log on standard output. */
final class KafkaProcess {

    /** They tell at every start, on hundreds of lines, what is configured. */
    private static final List<String> TALKATIVE = List.of("org.apache.kafka.common.config", "kafka.server.KafkaConfig");

    private KafkaProcess() {}

    /**
     * Runs until the process is asked to stop.
     *
     * @param arguments the properties' file, then, for a new broker, the id of the cluster that it is to make
     */
    public static void main(String[] arguments) {
        logToStandardOutput();
        String properties = arguments[0];
        if (arguments.length > 1) {
            String[] format = {"format", "--cluster-id", arguments[1], "--config", properties};
            int failed = StorageTool.execute(format, System.out);
            if (failed != 0) {
                System.exit(failed);
            }
        }
        Kafka.main(new String[] {properties});
    }

    /** Quarkus, which is on the class path, would keep the log for an application that is still to start. */
    private static void logToStandardOutput() {
        Logger.getLogger("").setLevel(Level.INFO);
        TALKATIVE.forEach(category -> Logger.getLogger(category).setLevel(Level.WARNING));
        PatternFormatter format = new PatternFormatter("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p [%c{1.}] (%t) %s%e%n");
        InitialConfigurator.DELAYED_HANDLER.setHandlers(
                new Handler[] {new ConsoleHandler(ConsoleHandler.Target.SYSTEM_OUT, format)});
    }
}
