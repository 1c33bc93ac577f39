package outerpark.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import outerpark.machine.console.Refused;

/**
 * A PostgreSQL that works on our data without us: an earlier process was killed before it could stop it. Its programs
 * may have been removed meanwhile, so all that is asked of it goes by signals.
 */
record Orphan(Path data, ProcessHandle postmaster) {

    private static final Logger LOG = Logger.getLogger(Orphan.class);
    private static final Duration STOP_WAIT = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** What the server notes as its start may be that much later than the system's own note of it. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(5);

    private static final String PID_FILE = "postmaster.pid";

    /** A pid that no system gives to a process, and that PostgreSQL takes for one. */
    private static final int NOBODY = Integer.MAX_VALUE;

    /** Lines of postmaster.pid, from 0. */
    private static final int PID = 0;

    private static final int STARTED_AT_SECONDS = 2;

    /**
     * Finds the one that serves these data, if there is one. The pid that the data name may have been given to another
     * program since, even to another PostgreSQL; that one is not ours to stop.
     */
    static Optional<Orphan> on(Path data) throws IOException {
        List<String> lines = linesOf(data.resolve(PID_FILE));
        if (lines.size() <= STARTED_AT_SECONDS) {
            return Optional.empty();
        }
        Instant startedAt = Instant.ofEpochSecond(number(lines.get(STARTED_AT_SECONDS)));
        return ProcessHandle.of(number(lines.get(PID)))
                .filter(Orphan::isPostgres)
                .filter(process -> serves(process, data, startedAt))
                .map(process -> new Orphan(data, process));
    }

    /**
     * Stops the one that serves these data, if there is one. To be called by whoever has the data folder: then that
     * server has lost its process.
     */
    static void stopOn(Path data) throws IOException {
        Optional<Orphan> orphan = on(data);
        if (orphan.isPresent()) {
            LOG.warn("stopping a PostgreSQL that an earlier process left behind");
            orphan.get().stop();
        }
    }

    /**
     * Makes the file that a killed server left behind name no process: PostgreSQL refuses to start as long as any
     * process has that pid, be it another program's by now. The rest of the file stays, for by it PostgreSQL
     * finds out whether parts of the killed server still work on these data, and then refuses with reason.
     *
     * <p>To be called by whoever has the data folder, when no server is {@link #on} the data.
     */
    static void disown(Path data) throws IOException {
        Path pidFile = data.resolve(PID_FILE);
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = new ArrayList<>(linesOf(pidFile));
        if (lines.isEmpty()) {
            lines.add("");
        }
        lines.set(PID, Integer.toString(NOBODY));
        Path beside = data.resolve(PID_FILE + ".new");
        Files.write(beside, lines);
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-------"));
        Files.move(beside, pidFile, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Returns when it has stopped, all that was committed in its files.
     *
     * @throws Refused if it does not stop
     */
    private void stop() throws IOException {
        signal("INT");
        if (!isGoneWithin(STOP_WAIT)) {
            signal("QUIT");
            if (!isGoneWithin(STOP_WAIT)) {
                throw new Refused("a PostgreSQL that an earlier process left behind (pid %d) does not stop"
                        .formatted(postmaster.pid()));
            }
        }
    }

    /** None if there is no such file: a server that stops removes its own, at any moment. */
    private static List<String> linesOf(Path pidFile) throws IOException {
        try {
            return Files.readAllLines(pidFile);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Linux says so of programs that were removed while they run. */
    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.replace(" (deleted)", ""))
                .filter(command -> command.endsWith("/postgres"))
                .isPresent();
    }

    /** A server works in its data's folder, which Linux lets us see; elsewhere the time of its start has to do. */
    private static boolean serves(ProcessHandle process, Path data, Instant startedAt) {
        Path workingFolder = Path.of("/proc", Long.toString(process.pid()), "cwd");
        if (Files.isSymbolicLink(workingFolder)) {
            return isSame(workingFolder, data);
        }
        return process.info()
                .startInstant()
                .filter(start -> Duration.between(start, startedAt).abs().compareTo(START_TOLERANCE) <= 0)
                .isPresent();
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            // Gone by now, or somebody else's.
            return false;
        }
    }

    /** INT is PostgreSQL's fast and clean shutdown, QUIT the immediate one, after which it recovers. */
    private void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(name, postmaster.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            kill.waitFor();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Asks the data, not the process: one that nobody reaps stays in the system's table. */
    private boolean isGoneWithin(Duration time) throws IOException {
        long giveUpAt = System.nanoTime() + time.toNanos();
        while (on(data).isPresent()) {
            if (System.nanoTime() > giveUpAt) {
                return false;
            }
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        return true;
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted while an earlier PostgreSQL stopped", e);
    }

    /** Anything else than a number names no process. */
    private static long number(String line) {
        try {
            return Long.parseLong(line.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
