package outerpark.standalone;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
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
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import outerpark.operator.Refused;

/**
 * The folder that an installation keeps: its identity ({@value #MARKER}), the embedded server's data, the logs. One
 * process at a time has it, from {@link #open} to {@link #close}. A folder with anything else in it is never touched.
 *
 * <p>All passwords and keys but the manager's are derived from one secret in {@value #MARKER}, so nothing else needs to
 * be kept or can get lost by itself.
 */
final class DataFolder implements AutoCloseable {

    static final String MARKER = "outerpark.properties";
    private static final String NEW_MARKER = MARKER + ".new";
    private static final String LOCK = "lock";

    /** What may stand in a folder that counts as empty: our own first steps, and the root of a fresh volume. */
    private static final Set<String> NOTHING = Set.of(LOCK, NEW_MARKER, "lost+found");

    private static final String FORMAT = "1";
    private static final int SECRET_BYTES = 32;
    private static final int INSTALLATION_BYTES = 8;
    private static final String HMAC = "HmacSHA256";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final FileChannel lock;
    private final byte[] secret;
    private @Nullable String managerPasswordHash;

    private DataFolder(Path path, FileChannel lock) throws IOException {
        this.path = path;
        this.lock = lock;
        if (Files.exists(path.resolve(MARKER))) {
            Properties kept = readMarker(path);
            this.secret = secretOf(kept, path);
            this.managerPasswordHash = kept.getProperty("manager.password-hash");
        } else {
            this.secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            writeMarker();
        }
        Files.createDirectories(logs());
    }

    /**
     * Opens the folder and makes it if need be.
     *
     * @throws Refused if it is not OuterPark's, is in use, cannot be written, or is of an unknown format
     */
    static DataFolder open(Path path) {
        try {
            return lockedAndRead(path);
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

    private static Refused cannotBeWritten(Path path, String reason) {
        return new Refused("the data folder " + path + " cannot be written: " + reason);
    }

    private static DataFolder lockedAndRead(Path path) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new Refused(path + " is not a folder; choose another with --data-dir");
        }
        Files.createDirectories(path);
        if (!Files.exists(path.resolve(MARKER)) && hasAnythingElse(path)) {
            throw new Refused(path + " has something else in it than OuterPark's data, so it is left alone;"
                    + " choose another folder with --data-dir");
        }
        Files.setPosixFilePermissions(path, OWNER_ONLY);
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock(path, channel);
            return new DataFolder(path, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    Path logs() {
        return path.resolve("logs");
    }

    /** A key of 32 bytes for one purpose: always the same for this folder, and telling nothing of any other. */
    byte[] keyFor(String purpose) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(HMAC + " is part of every Java platform", e);
        }
    }

    /** As {@link #keyFor}, in base64url. */
    String passwordFor(String purpose) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(keyFor(purpose));
    }

    /** What tells this installation from others: always the same for this folder, and no secret. */
    String installation() {
        return HexFormat.of().formatHex(keyFor("installation"), 0, INSTALLATION_BYTES);
    }

    /** Empty until one is kept. */
    Optional<String> managerPasswordHash() {
        return Optional.ofNullable(managerPasswordHash);
    }

    /** Durable when it returns. */
    void keepManagerPasswordHash(String hash) throws IOException {
        managerPasswordHash = hash;
        writeMarker();
    }

    /** Makes what was created, renamed or removed in {@code folder} durable. */
    static void sync(Path folder) throws IOException {
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

    private static void lock(Path path, FileChannel channel) throws IOException {
        FileLock taken;
        try {
            taken = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            taken = null;
        }
        if (taken == null) {
            throw new Refused("the data folder " + path + " is in use by another OuterPark;"
                    + " stop that one, or choose another folder with --data-dir");
        }
    }

    private static Properties readMarker(Path path) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path.resolve(MARKER))) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw damaged(path);
        }
        String format = properties.getProperty("format");
        if (format == null) {
            throw damaged(path);
        }
        if (!format.equals(FORMAT)) {
            throw new Refused("the data folder %s has the format %s, and this OuterPark knows format %s only"
                    .formatted(path, format, FORMAT));
        }
        return properties;
    }

    private static byte[] secretOf(Properties kept, Path path) {
        try {
            byte[] secret = Base64.getDecoder().decode(kept.getProperty("secret", ""));
            if (secret.length == SECRET_BYTES) {
                return secret;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, like a secret of the wrong length.
        }
        throw damaged(path);
    }

    private static Refused damaged(Path path) {
        return new Refused(path.resolve(MARKER) + " is damaged; bring it back from a backup");
    }

    private void writeMarker() throws IOException {
        String text = """
                # OuterPark's data folder. Keep this file secret, and keep it with the data.
                format=%s
                secret=%s
                """.formatted(FORMAT, Base64.getEncoder().encodeToString(secret));
        if (managerPasswordHash != null) {
            text += "manager.password-hash=" + managerPasswordHash + "\n";
        }
        write(MARKER, text);
    }

    /**
     * Writes a file of the folder for its owner only. Written beside, made durable, then renamed: it is there as a
     * whole, or not at all.
     */
    void write(String name, String text) throws IOException {
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
