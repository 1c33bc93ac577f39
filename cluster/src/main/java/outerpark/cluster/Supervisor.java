package outerpark.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import outerpark.machine.ClusterPorts;
import outerpark.machine.DataFolder;
import outerpark.machine.InstallationSettings;
import outerpark.machine.ManagerPassword;
import outerpark.machine.PostgresData;
import outerpark.machine.ServiceRoles;
import outerpark.machine.StopSignal;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;
import outerpark.machine.console.Table;

/** One run of the cluster on one data folder, from what an earlier run left behind to the end of the last process. */
final class Supervisor {

    private static final Logger LOG = Logger.getLogger(Supervisor.class);
    private static final Duration LEFTOVER_WAIT = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private static final String MANAGER = "manager";

    private final ClusterSettings settings;
    private final AotCaches caches;
    private final DataFolder folder;
    private final PrintStream out;

    Supervisor(ClusterSettings settings, AotCaches caches, DataFolder folder, PrintStream out) {
        this.settings = settings;
        this.caches = caches;
        this.folder = folder;
        this.out = out;
    }

    /**
     * Runs until it is asked to stop; returns the exit code.
     *
     * @throws Refused if it cannot start
     */
    int toItsEnd() throws IOException {
        return run(door -> {
            awaitStopSignal();
            return 0;
        });
    }

    /** As {@link #toItsEnd}, until this has returned the exit code; it is given the address where customers come in. */
    int run(ToIntFunction<String> use) throws IOException {
        int exitCode;
        stopLeftovers();
        ClusterPorts ports = ClusterPorts.of(settings.installation(), settings.replicas());
        boolean isFirst = !PostgresData.areIn(folder);
        ManagerPassword manager =
                ManagerPassword.decide(settings.installation().managerPassword(), folder.managerPasswordHash());
        manager.keepGiven(folder);
        Cluster cluster = cluster(ports, manager);
        if (isFirst) {
            say("First start: making the databases in " + folder.path());
        }
        Control control = Control.open(folder, cluster, StopSignal::raise);
        try {
            cluster.start();
            announce(cluster, manager);
            exitCode = use.applyAsInt(cluster.door());
            say("Stopping");
        } finally {
            cluster.stop();
            control.close();
        }
        say("OuterPark has stopped");
        return exitCode;
    }

    private Cluster cluster(ClusterPorts ports, ManagerPassword manager) {
        PostgresPart postgres = new PostgresPart(folder);
        Environment environment = new Environment(settings, ports, folder, manager.hash());
        Applications applications = new Applications(caches, settings, ports, environment, postgres);
        return new Cluster(
                List.of(
                        List.of(postgres),
                        List.of(kafka(ports, environment), new RedisPart(folder, ports.redis())),
                        applications.services(),
                        List.of(applications.gateway())),
                this::say);
    }

    private KafkaPart kafka(ClusterPorts ports, Environment environment) {
        return new KafkaPart(
                folder, new KafkaBroker.Ports(ports.kafka(), ports.kafkaController()), environment.settingsOfKafka());
    }

    /** What a supervisor that was killed has left. PostgreSQL's own start stops one that was left. */
    private void stopLeftovers() throws IOException {
        List<PidFile> applications = pidFilesIn(Applications.pidFiles(folder));
        List<PidFile> stores = Stream.of(KafkaPart.FOLDER, RedisPart.FOLDER)
                .map(store -> PidFile.in(folder.path().resolve(store)))
                .toList();
        if (Stream.concat(applications.stream(), stores.stream()).anyMatch(PidFile::isOfLeftover)) {
            say("Stopping what an earlier run left behind");
        }
        for (List<PidFile> together : List.of(applications, stores)) {
            together.forEach(PidFile::askLeftoverToStop);
            together.forEach(file -> file.stopLeftover(LEFTOVER_WAIT));
        }
    }

    private static List<PidFile> pidFilesIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(PidFile::new).toList();
        }
    }

    private void announce(Cluster cluster, ManagerPassword manager) {
        Table.print(cluster.table(), out);
        InstallationSettings told = settings.installation();
        say("OuterPark is ready: %s  (%d services, data in %s, stop with Ctrl-C)"
                .formatted(cluster.door(), ServiceRoles.SERVICES.size() + 1, folder.path()));
        if (told.open()) {
            say("Security is open: everybody on this machine is the manager.");
        }
        manager.toTell()
                .ifPresent(password -> out.printf(
                        "The manager signs in as %s with the password %s  (shown this once)%n", MANAGER, password));
        out.flush();
        manager.keepTold(folder);
    }

    private static void awaitStopSignal() {
        while (!StopSignal.isRaised()) {
            Pause.of(LOOK_EVERY);
        }
    }

    /** A line for whoever looks on now, and for whoever asks later. */
    private void say(String line) {
        out.println(line);
        LOG.info(line);
    }
}
