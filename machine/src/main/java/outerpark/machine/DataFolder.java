package outerpark.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import outerpark.machine.console.Refused;

/**
 * The folder that an installation keeps: its identity (the {@link Marker}), the embedded server's data, the logs. One
 * process at a time has it, from {@link #open} to {@link #close}. A folder with anything else in it is never touched.
 */
public final class DataFolder implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final String POSTGRES = "postgres";

    /** What may stand in a folder that counts as empty: our own first steps, and the root of a fresh volume. */
    private static final Set<String> NOTHING = Set.of(LOCK, Marker.FILE + ".new", "lost+found");

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final FileChannel lock;
    private Marker marker;

    private DataFolder(Path path, FileChannel lock, Marker marker) throws IOException {
        this.path = path;
        this.lock = lock;
        this.marker = marker;
        if (!Marker.isIn(path)) {
            keep(marker);
        }
        Files.createDirectories(logs());
    }

    /** What the folder is to hold, once nobody else can change it. */
    @FunctionalInterface
    private interface Content {
        Marker decide() throws IOException;
    }

    /**
     * Opens the folder of an installation in one process, and makes it if need be.
     *
     * @throws Refused if it is not OuterPark's, runs otherwise, is in use, cannot be written, is of an unknown format
     *     or half restored
     */
    public static DataFolder open(Path path) {
        return open(path, Marker.Topology.STANDALONE);
    }

    /** As {@link #open(Path)}, of an installation that runs as {@code topology} says. */
    public static DataFolder open(Path path, Marker.Topology topology) {
        return openUnlessInUse(path, topology).orElseThrow(() -> inUse(path));
    }

    /** As {@link #open(Path)}, but empty if another process has it. */
    public static Optional<DataFolder> openUnlessInUse(Path path) {
        return openUnlessInUse(path, Marker.Topology.STANDALONE);
    }

    /** As {@link #open(Path, Marker.Topology)}, but empty if another process has it. */
    public static Optional<DataFolder> openUnlessInUse(Path path, Marker.Topology topology) {
        return locked(path, () -> {
            if (!Marker.isIn(path)) {
                return Marker.fresh(topology);
            }
            Marker kept = Marker.readFrom(path).requireRunsAs(topology, path);
            if (kept.database() == Marker.Database.RESTORING) {
                throw halfRestored(path);
            }
            return kept;
        });
    }

    /**
     * Makes the folder for an installation that comes out of a backup.
     *
     * @throws Refused if there is anything in it, whatever it is, or it cannot be written
     */
    public static DataFolder make(Path path, Marker marker) {
        return locked(path, () -> {
                    if (!Marker.isIn(path)) {
                        return marker;
                    }
                    if (Marker.readFrom(path).database() == Marker.Database.RESTORING) {
                        throw halfRestored(path);
                    }
                    throw new Refused(path + " has an installation of OuterPark in it, which a backup never replaces;"
                            + " choose a new folder with --data-dir");
                })
                .orElseThrow(() -> inUse(path));
    }

    private static Optional<DataFolder> locked(Path path, Content content) {
        try {
            requireOurs(path);
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, OWNER_ONLY);
            FileChannel lock =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (isOurs(lock)) {
                    return Optional.of(new DataFolder(path, lock, content.decide()));
                }
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
            lock.close();
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw cannotBeWritten(path, "permission denied for " + e.getFile());
        } catch (NoSuchFileException e) {
            throw cannotBeWritten(path, "no such place");
        } catch (FileSystemException e) {
            throw cannotBeWritten(path, e.getReason() == null ? e.toString() : e.getReason());
        } catch (IOException e) {
            throw cannotBeWritten(path, String.valueOf(e.getMessage()));
        }
    }

    private static boolean isOurs(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** It is a folder with a marker, or one with nothing in it, or there is none. */
    private static void requireOurs(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (!Files.isDirectory(path)) {
            throw new Refused(path + " is not a folder; choose another with --data-dir");
        }
        if (Marker.isIn(path) || !hasAnythingElse(path)) {
            return;
        }
        if (Files.exists(path.resolve(POSTGRES))) {
            throw new Refused(path + " has a folder " + POSTGRES + ", but " + Marker.FILE + ", which belongs to it,"
                    + " is missing; bring that back from a backup, or choose another folder with --data-dir");
        }
        throw new Refused(path + " has something else in it than OuterPark's data, so it is left alone;"
                + " choose another folder with --data-dir");
    }

    private static Refused cannotBeWritten(Path path, String reason) {
        return new Refused("the data folder " + path + " cannot be written: " + reason);
    }

    private static Refused inUse(Path path) {
        return new Refused("the data folder " + path + " is in use by another OuterPark;"
                + " stop that one, or choose another folder with --data-dir");
    }

    /** Nobody works on it any more when this returns, not even the server of the process that was killed. */
    private static Refused halfRestored(Path path) throws IOException {
        Orphan.stopOn(path.resolve(POSTGRES));
        return new Refused("a backup was restored into " + path + " and not to its end, so what is in it is not whole;"
                + " delete that folder and restore the backup again");
    }

    public Path path() {
        return path;
    }

    public Path logs() {
        return path.resolve("logs");
    }

    /** The embedded server's data, if there are any. */
    public Path postgres() {
        return path.resolve(POSTGRES);
    }

    public Marker marker() {
        return marker;
    }

    public byte[] keyFor(String purpose) {
        return marker.keyFor(purpose);
    }

    /** As {@link #keyFor}, in base64url. */
    public String passwordFor(String purpose) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(keyFor(purpose));
    }

    /** What one of the database's roles signs in with. */
    public String passwordOfRole(String role) {
        return passwordFor("role:" + role);
    }

    public String installation() {
        return marker.installation();
    }

    /** Empty until one is kept. */
    public Optional<String> managerPasswordHash() {
        return marker.managerPasswordHash();
    }

    /** Durable when it returns. */
    public void keepManagerPasswordHash(String hash) throws IOException {
        keep(marker.withManagerPasswordHash(hash));
    }

    /** What has become of its own database; durable when it returns. */
    public void keepDatabase(Marker.Database database) throws IOException {
        if (marker.database() != database) {
            keep(marker.with(database));
        }
    }

    /** Which server's data belong to it; durable when it returns. */
    public void keepSystemIdentifier(String identifier) throws IOException {
        if (!marker.systemIdentifier().equals(Optional.of(identifier))) {
            keep(marker.withSystemIdentifier(identifier));
        }
    }

    /** Makes what was created, renamed or removed in {@code folder} durable. */
    public static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot give back " + path, e);
        }
    }

    private static boolean hasAnythingElse(Path path) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (!NOTHING.contains(String.valueOf(entry.getFileName()))) {
                    return true;
                }
            }
            return false;
        }
    }

    private void keep(Marker changed) throws IOException {
        write(Marker.FILE, changed.text());
        marker = changed;
    }

    /**
     * Writes a file of the folder for its owner only. Written beside, made durable, then renamed: it is there as a
     * whole, or not at all.
     */
    public void write(String name, String text) throws IOException {
        Path written = path.resolve(name + ".new");
        Files.deleteIfExists(written);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Set<StandardOpenOption> create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(written, create, ownerOnly)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(written, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        sync(path);
    }
}
