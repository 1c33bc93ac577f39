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

    private Disk(Path folder, boolean isOwn) {
        this.folder = folder;
        this.isOwn = isOwn;
    }

    /**
     * Makes it, empty, in place of all that is there.
     *
     * @param size as mount(8) reads it for a tmpfs
     */
    static Disk make(Path folder, String size) throws IOException {
        // One that was killed has left its own behind.
        unmount(folder);
        Folders.removeAll(folder);
        Files.createDirectories(folder);
        boolean isOwn = System.getProperty("os.name").equals("Linux")
                && Processes.run(List.of("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString()));
        if (isOwn) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> unmount(folder)));
        }
        return new Disk(folder, isOwn);
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

    /** As soon as nobody uses it any more. */
    @Override
    public void close() {
        unmount(folder);
    }

    private static void unmount(Path folder) {
        try {
            Processes.run(List.of("umount", "--lazy", folder.toString()));
        } catch (IOException e) {
            // There is no such program, so nothing was mounted either.
        }
    }
}
