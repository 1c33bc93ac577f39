package outerpark.bench.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import outerpark.machine.Folders;

/** A disk of a system's own, of a size that can be filled; a folder like others where this machine makes us none. */
final class Disk implements AutoCloseable {

    private static final int CHUNK = 1 << 20;

    private final Path folder;
    private final boolean isOwn;
    private boolean isDropped;
    private volatile boolean isOver;

    private Disk(Path folder, boolean isOwn) {
        this.folder = folder;
        this.isOwn = isOwn;
    }

    /**
     * Makes it, empty, in a folder of which nothing else is left.
     *
     * @param size as mount(8) reads it for a tmpfs
     */
    static Disk makeIn(Path place, String size) throws IOException {
        Path folder = place.resolve("disk");
        // One that was killed has left its own behind.
        unmount(folder);
        Folders.removeAll(place);
        Files.createDirectories(folder);
        boolean isOwn = System.getProperty("os.name").equals("Linux")
                && Processes.run(List.of("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString()));
        Disk disk = new Disk(folder, isOwn);
        if (isOwn) {
            Runtime.getRuntime().addShutdownHook(new Thread(disk::unmountUnlessOver));
        }
        return disk;
    }

    Path folder() {
        return folder;
    }

    /** What can happen to it: nothing if it is shared with others, who would suffer too. */
    List<Fault> faults() {
        return isOwn ? List.of(new Fault("disk full", _ -> fill())) : List.of();
    }

    private Fault.Remedy fill() throws IOException {
        Path filler = folder.resolve("filler");
        byte[] chunk = new byte[CHUNK];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(chunk);
            }
        } catch (IOException e) {
            // Full.
        }
        return () -> Files.deleteIfExists(filler);
    }

    /** Else what is on it is found beside it when it is gone. */
    void dropWhatIsOnIt() {
        isDropped = true;
    }

    @Override
    public void close() throws IOException {
        isOver = true;
        if (isOwn && !isDropped && !Processes.run(List.of("cp", "-a", folder.toString(), folder + ".kept"))) {
            throw new IOException("what is in " + folder + " cannot be copied; it is there until it is unmounted");
        }
        unmount(folder);
    }

    private void unmountUnlessOver() {
        if (!isOver) {
            unmount(folder);
        }
    }

    /** As soon as nobody uses it any more. */
    private static void unmount(Path folder) {
        try {
            Processes.run(List.of("umount", "--lazy", folder.toString()));
        } catch (IOException e) {
            // There is no such program, so nothing was mounted either.
        }
    }
}
