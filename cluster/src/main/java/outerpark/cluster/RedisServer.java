package outerpark.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import outerpark.machine.StopSignal;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * A Redis of our own, its data in a folder. What it has answered survives a kill; a power cut may take the last second.
 * It listens on loopback only, at a port that stays the same however often it is started, and nobody gets in without a
 * password.
 *
 * <p>Of embedded-redis only the programs are used: its own way to run them forgets the data and asks for no password.
 */
public final class RedisServer implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration START_WAIT = Duration.ofMinutes(1);
    private static final Duration STOP_WAIT = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final int ANSWER_TIMEOUT_MILLIS = 1_000;

    /** Answered to whoever knows the password; while it loads its data it answers something else. */
    private static final String READY = "+PONG";

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;
    private final int port;
    private final String password;
    private final ChildProcess program;
    private final PidFile pidFile;

    /**
     * Describes it; it runs from {@link #start} on.
     *
     * @param folder where its data are, or are to be; nothing else stands there
     * @param log the file that takes everything it says
     * @param password letters, digits, dashes and underscores
     */
    public RedisServer(Path folder, Path log, int port, String password) {
        this.folder = folder.toAbsolutePath();
        this.port = port;
        this.password = password;
        this.pidFile = PidFile.in(this.folder);
        this.program = new ChildProcess(this.folder, log.toAbsolutePath(), pidFile);
    }

    /** How clients find it; holds the password. */
    public String url() {
        return url(port, password);
    }

    static String url(int port, String password) {
        return "redis://:%s@%s:%d".formatted(password, LOOPBACK, port);
    }

    /** The process, to be watched or killed; empty before the first start. One that has ended can be started again. */
    public Optional<Process> process() {
        return program.process();
    }

    /**
     * Starts it, unless it runs, and waits until it answers. One that an earlier run left behind is stopped before.
     *
     * @throws Refused if it does not start
     */
    public synchronized void start() {
        if (program.isAlive()) {
            return;
        }
        try {
            Files.createDirectories(folder);
            pidFile.stopLeftover(STOP_WAIT);
            unpackExecutable();
            writeConfiguration();
            program.start(
                    List.of(executable().toString(), configurationFile().toString()), ChildProcess.BARE_ENVIRONMENT);
            awaitAnswer();
        } catch (IOException e) {
            throw new Refused("Redis cannot be set up in " + folder + ": " + e);
        }
    }

    /** Whether it takes commands. */
    public boolean isReady() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_TIMEOUT_MILLIS);
            socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write("AUTH %s\r\nPING\r\n".formatted(password).getBytes(StandardCharsets.US_ASCII));
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            answers.readLine(); // to the password
            return READY.equals(answers.readLine());
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns when it has stopped, all that it answered in its files. */
    @Override
    public synchronized void close() {
        program.stop(STOP_WAIT);
    }

    private void awaitAnswer() {
        long giveUpAt = System.nanoTime() + START_WAIT.toNanos();
        while (!isReady()) {
            if (!program.isAlive()) {
                throw new Refused("Redis does not start: %s; its own words are in %s"
                        .formatted(program.lastWords().orElse("it says nothing"), program.log()));
            }
            if (StopSignal.isRaised() || System.nanoTime() > giveUpAt) {
                close();
                StopSignal.goOnUnlessRaised();
                throw new Refused("Redis does not answer at port %d after %d s; its own words are in %s"
                        .formatted(port, START_WAIT.toSeconds(), program.log()));
            }
            Pause.of(LOOK_EVERY);
        }
    }

    private Path configurationFile() {
        return folder.resolve("redis.conf");
    }

    private void writeConfiguration() throws IOException {
        Files.deleteIfExists(configurationFile());
        Files.createFile(configurationFile(), OWNER_ONLY);
        Files.writeString(configurationFile(), """
                # Written by OuterPark at each start.
                bind %s
                port %d
                requirepass %s
                appendonly yes
                appendfsync everysec
                # Of what is only ever added to, a rewritten file is hardly smaller.
                auto-aof-rewrite-percentage 400
                save ""
                """.formatted(LOOPBACK, port, password));
    }

    /** Its name says the version, so that another one is unpacked beside it. */
    private Path executable() {
        return folder.resolve(resource());
    }

    private static String resource() {
        @Nullable
        String name = ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
        if (name == null) {
            throw new Refused("there is no embedded Redis for %s on %s"
                    .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
        }
        return name.replace("/", "");
    }

    private void unpackExecutable() throws IOException {
        if (Files.exists(executable())) {
            return;
        }
        Path beside = folder.resolve("unpacking");
        try (InputStream program = RedisServer.class.getResourceAsStream("/" + resource())) {
            if (program == null) {
                throw new IOException("there is no " + resource() + " on the class path");
            }
            Files.copy(program, beside, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwx------"));
        Files.move(beside, executable(), StandardCopyOption.ATOMIC_MOVE);
    }
}
