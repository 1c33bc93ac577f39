package outerpark.cluster;

import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import outerpark.machine.FreePort;
import outerpark.machine.StopSignal;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;

/**
 * A Kafka broker of our own, broker and controller in one process, its data in a folder. What it has acknowledged
 * survives a kill at any moment and, because it flushes before it answers, a power cut. It listens on loopback only, at
 * ports that stay the same however often it is started.
 *
 * <p>A Ctrl-C at the terminal does not reach it: whoever started it stops it when all others have finished. To be used
 * by whoever has the folder: a broker that works there already has lost its owner, and is stopped.
 */
public final class KafkaBroker implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    /** Recovery after a kill may take long, and cutting it short would only begin it again. */
    private static final Duration START_WAIT = Duration.ofMinutes(5);

    private static final Duration STOP_WAIT = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** What an earlier run logged is kept beside, once, when it is longer than that. */
    private static final long LOG_MAX_BYTES = 10L << 20;

    /** Enough for a machine's own load; with more it would only keep more garbage. */
    private static final String HEAP_MAX = "-Xmx384m";

    /** Halves the time to its start, when seven programs start at once; what it does later is done by the system. */
    private static final String QUICK_TO_START = "-XX:TieredStopAtLevel=1";

    /** Kafka writes it last when it makes its data. */
    private static final String FORMATTED = "meta.properties";

    private final Path folder;
    private final Ports ports;
    private final Map<String, String> overriding;
    private final PidFile pidFile;
    private final ChildProcess program;

    /**
     * Where it listens.
     *
     * @param broker for those who tell and read events
     * @param controller for itself alone
     */
    public record Ports(int broker, int controller) {

        /** Two that nobody listens at now. */
        public static Ports free() throws IOException {
            int broker = FreePort.choose();
            int controller = FreePort.choose();
            return broker == controller ? free() : new Ports(broker, controller);
        }

        /** How clients find it: host and port. */
        String bootstrapServers() {
            return LOOPBACK + ":" + broker;
        }

        private void requireFree() {
            for (int port : List.of(broker, controller)) {
                String obstacle = obstacleAt(port);
                if (obstacle != null) {
                    throw new Refused("Kafka cannot listen at port %d of %s: %s".formatted(port, LOOPBACK, obstacle));
                }
            }
        }

        private static @Nullable String obstacleAt(int port) {
            try {
                listenAt(port).close();
                return null;
            } catch (IOException e) {
                return String.valueOf(e.getMessage());
            }
        }

        private static ServerSocket listenAt(int port) throws IOException {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        }
    }

    /**
     * Describes it; it runs from {@link #start} on.
     *
     * @param folder where its data are, or are to be; nothing else stands there
     * @param log the file that takes everything it says
     * @param overriding Kafka's own settings, instead of those that it has from us
     */
    public KafkaBroker(Path folder, Path log, Ports ports, Map<String, String> overriding) {
        this.folder = folder.toAbsolutePath();
        this.ports = ports;
        this.overriding = Map.copyOf(overriding);
        this.pidFile = PidFile.in(this.folder);
        this.program = new ChildProcess(this.folder, log.toAbsolutePath(), pidFile);
    }

    /** How clients find it: host and port. */
    public String bootstrapServers() {
        return ports.bootstrapServers();
    }

    /** The process, to be watched or killed; empty before the first start. One that has ended can be started again. */
    public Optional<Process> process() {
        return program.process();
    }

    /**
     * Starts it, unless it runs, and waits until it answers; makes its data first if there are none.
     *
     * @throws Refused if it does not start, or its data are not whole
     */
    public synchronized void start() {
        if (program.isAlive()) {
            return;
        }
        try {
            Files.createDirectories(folder);
            pidFile.stopLeftover(STOP_WAIT);
            ports.requireFree();
            launch();
            awaitAnswer();
        } catch (IOException e) {
            throw new Refused("Kafka cannot be set up in " + folder + ": " + e);
        }
    }

    /** Returns when it has stopped, all that it acknowledged in its files. */
    @Override
    public synchronized void close() {
        program.stop(STOP_WAIT);
    }

    private void launch() throws IOException {
        Path properties = folder.resolve("server.properties");
        Files.writeString(properties, configuration());
        Path log = program.log();
        if (Files.exists(log) && Files.size(log) > LOG_MAX_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(HEAP_MAX, "-XX:+ExitOnOutOfMemoryError", QUICK_TO_START));
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), KafkaProcess.class.getName()));
        command.add(properties.toString());
        if (!hasData()) {
            command.add(newClusterId());
        }
        program.start(command, ChildProcess.BARE_ENVIRONMENT);
    }

    /** Files alone are what a making that was killed has left: it is made anew. With folders in it they are data. */
    private boolean hasData() throws IOException {
        Path data = data();
        if (Files.exists(data.resolve(FORMATTED))) {
            return true;
        }
        Files.createDirectories(data);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(data, Files::isDirectory)) {
            if (folders.iterator().hasNext()) {
                throw new Refused("the events in %s are torn: %s is missing; bring it back from a copy"
                        .formatted(data, FORMATTED));
            }
        }
        return false;
    }

    private Path data() {
        return folder.resolve("log");
    }

    /** Of Kafka's own making: one that begins with a dash would be taken for an option. */
    static String newClusterId() {
        return Uuid.randomUuid().toString();
    }

    private String configuration() throws IOException {
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", "1");
        settings.setProperty("controller.quorum.voters", "1@%s:%d".formatted(LOOPBACK, ports.controller()));
        settings.setProperty("controller.listener.names", "CONTROLLER");
        String listener = "PLAINTEXT://%s:%d".formatted(LOOPBACK, ports.broker());
        settings.setProperty("listeners", "%s,CONTROLLER://%s:%d".formatted(listener, LOOPBACK, ports.controller()));
        settings.setProperty("advertised.listeners", listener);
        settings.setProperty("log.dirs", data().toString());
        settings.setProperty("auto.create.topics.enable", "false");
        settings.setProperty("default.replication.factor", "1");
        settings.setProperty("min.insync.replicas", "1");
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("offsets.topic.num.partitions", "4");
        settings.setProperty("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("share.coordinator.state.topic.replication.factor", "1");
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");
        // The controller takes a killed broker for alive that long, and its successor waits.
        settings.setProperty("broker.session.timeout.ms", "3000");
        settings.setProperty("broker.heartbeat.interval.ms", "500");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        settings.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        overriding.forEach(settings::setProperty);
        // Nobody's to turn off: one broker has no other to copy to, so it flushes before it acknowledges.
        settings.setProperty("log.flush.interval.messages", "1");
        StringWriter text = new StringWriter();
        settings.store(text, "Written by OuterPark at each start.");
        return text.toString();
    }

    private void awaitAnswer() {
        long giveUpAt = System.nanoTime() + START_WAIT.toNanos();
        while (!answers()) {
            if (!program.isAlive()) {
                throw new Refused("Kafka does not start (exit code %d); its own words are in %s"
                        .formatted(program.process().orElseThrow().exitValue(), program.log()));
            }
            if (StopSignal.isRaised() || System.nanoTime() > giveUpAt) {
                close();
                StopSignal.goOnUnlessRaised();
                throw new Refused("Kafka does not answer at %s after %d s; its own words are in %s"
                        .formatted(bootstrapServers(), START_WAIT.toSeconds(), program.log()));
            }
            Pause.of(LOOK_EVERY);
        }
    }

    /** It begins to listen when all the rest is done. */
    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.broker()), (int)
                    LOOK_EVERY.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
