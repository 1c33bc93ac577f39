package outerpark.machine;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;
import outerpark.machine.console.Refused;

/** PostgreSQL's own programs, unpacked from the class path. The folder holds this build of them and no other. */
final class PostgresPrograms {

    /** Tells what it has found as it goes, which is no news to anybody; kept here so that its level is kept. */
    private static final Logger FINDER = Logger.getLogger("io.zonky.test.db.postgres");

    private final Path bin;
    private final Path log;

    private PostgresPrograms(Path bin, Path log) {
        this.bin = bin;
        this.log = log;
    }

    /**
     * Unpacks them unless they are there already.
     *
     * @param log where their output goes
     * @throws IOException if the folder cannot be written, or there are none for this machine
     */
    static PostgresPrograms unpackedInto(Path folder, Path log) throws IOException {
        FINDER.setLevel(Level.WARNING);
        byte[] archive = archive();
        Path unpacked = folder.resolve(digest(archive));
        if (!Files.exists(unpacked)) {
            Folders.removeAll(folder);
            Path beside = folder.resolve("unpacking");
            Files.createDirectories(beside);
            unpack(archive, beside);
            Files.move(beside, unpacked, StandardCopyOption.ATOMIC_MOVE);
        }
        return new PostgresPrograms(unpacked.resolve("bin"), log);
    }

    /** Runs one to its end and returns its exit code. PostgreSQL refuses root, who runs it in a namespace without. */
    int run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + program + " ran", e);
        }
    }

    private static byte[] archive() throws IOException {
        String system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
        try (InputStream in =
                DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, System.getProperty("os.arch"))) {
            return in.readAllBytes();
        } catch (IllegalStateException e) {
            throw new Refused("there is no embedded PostgreSQL for %s on %s; name another one with --database-url"
                    .formatted(system, System.getProperty("os.arch")));
        }
    }

    private static String digest(byte[] archive) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    private static void unpack(byte[] archive, Path folder) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                StopSignal.goOnUnlessRaised();
                unpack(entry, tar, folder.resolve(entry.getName()).normalize());
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, target);
        boolean program = target.getParent() != null && target.getParent().endsWith("bin");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwx------" : "rw-------"));
    }
}
