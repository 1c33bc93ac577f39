package outerpark.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;

/**
 * Holds the pid of a process, written by itself as it starts. So the file is as old as the process, and a pid that was
 * given to another program since is known by that.
 */
record PidFile(Path path) {

    private static final Logger LOG = Logger.getLogger(PidFile.class);

    /** How far the file's time may be from the system's own note of the process's start. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(5);

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** The one of a process that has the folder for itself. */
    static PidFile in(Path folder) {
        return new PidFile(folder.resolve("pid"));
    }

    /** Makes place for the next pid. */
    void prepare() throws IOException {
        Files.createDirectories(path.resolveSibling("."));
        Files.deleteIfExists(path);
    }

    /** The process that wrote it, while it lives. */
    Optional<ProcessHandle> process() {
        try {
            Instant written = Files.getLastModifiedTime(path).toInstant();
            long pid = Long.parseLong(Files.readString(path).strip());
            return ProcessHandle.of(pid).filter(PidFile::hasProgram).filter(process -> startedAt(process, written));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty(); // never started, or died before it had written
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether an earlier run has left its process behind. */
    boolean isOfLeftover() {
        return process().isPresent();
    }

    /** Asks the process that an earlier run has left behind, if there is one, to stop. */
    void askLeftoverToStop() {
        process().ifPresent(ProcessHandle::destroy);
    }

    /**
     * Stops the process that an earlier run has left behind, if there is one. Returns when it is gone.
     *
     * @param grace how long it may take to stop before it is killed
     * @throws Refused if it cannot be killed either
     */
    void stopLeftover(Duration grace) {
        Optional<ProcessHandle> leftover = process();
        if (leftover.isEmpty()) {
            return;
        }
        LOG.warnf(
                "stopping %s (pid %d), which an earlier run left behind",
                path.getFileName(), leftover.get().pid());
        leftover.get().destroy();
        if (!isGoneWithin(grace)) {
            leftover.get().destroyForcibly();
            if (!isGoneWithin(grace)) {
                throw new Refused("the process %d, which an earlier run left behind, does not stop; end it by hand"
                        .formatted(leftover.get().pid()));
            }
        }
    }

    private boolean isGoneWithin(Duration time) {
        long giveUpAt = System.nanoTime() + time.toNanos();
        while (isOfLeftover()) {
            if (System.nanoTime() > giveUpAt) {
                return false;
            }
            Pause.of(LOOK_EVERY);
        }
        return true;
    }

    /** One that has ended and that nobody reaps has none any more. */
    private static boolean hasProgram(ProcessHandle process) {
        return process.info().command().isPresent();
    }

    private static boolean startedAt(ProcessHandle process, Instant time) {
        return process.info()
                .startInstant()
                .filter(start -> Duration.between(start, time).abs().compareTo(START_TOLERANCE) <= 0)
                .isPresent();
    }
}
