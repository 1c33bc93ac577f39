package outerpark.bench.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The product's programs as the build left them, begun as the launcher would, without asking whether they are new. */
public final class Programs {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private Programs() {}

    /** All services in one process. */
    public static List<String> standalone(Path checkout, List<String> words) {
        Path target = checkout.resolve("standalone/target");
        List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx1g", "--sun-misc-unsafe-memory-access=allow"));
        if (Files.exists(target.resolve("app.aot"))) {
            command.addAll(List.of("-XX:AOTCache=" + target.resolve("app.aot"), "-Xlog:aot*=off"));
        }
        command.addAll(
                List.of("-jar", target.resolve("quarkus-app/quarkus-run.jar").toString()));
        command.addAll(words);
        return command;
    }

    /** The cluster's supervisor, or what is asked of it. */
    public static List<String> cluster(Path checkout, List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                JAVA,
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Douterpark.checkout=" + checkout,
                "-jar",
                checkout.resolve("cluster/target/cluster-run.jar").toString()));
        command.addAll(words);
        return command;
    }
}
