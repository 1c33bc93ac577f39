package outerpark.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import outerpark.machine.DataFolder;
import outerpark.machine.StopSignal;
import outerpark.machine.console.Refused;

/**
 * A backup in one file: a zip of {@value #MANIFEST} and the rows of each table, as PostgreSQL's COPY writes them. Its
 * last 64 bytes, the zip's comment, are its seal: the SHA-256 of all bytes, with zeros where the seal stands. So not a
 * byte can be lost or changed unnoticed, and a file that is there as a whole says so before any of it is used.
 */
final class BackupFile implements AutoCloseable {

    private static final String MANIFEST = "manifest.json";
    private static final String UNSEALED = "0".repeat(64);
    private static final int BUFFER_BYTES = 1 << 16;

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new Jdk8Module()).build();

    private final ZipFile zip;
    private final Manifest manifest;

    private BackupFile(ZipFile zip, Manifest manifest) {
        this.zip = zip;
        this.manifest = manifest;
    }

    /** Writes rows, and returns how many. */
    @FunctionalInterface
    interface Rows {
        long writeTo(OutputStream out) throws IOException, SQLException;
    }

    /** A new backup's file. Until it is sealed it is a file beside the one that it is to become. */
    static final class Writer implements AutoCloseable {

        private final Path file;
        private final Path beside;
        private final FileChannel channel;
        private final MessageDigest digest = sha256();
        private final ZipOutputStream zip;

        /** @throws IOException if the file is there already, or cannot be written */
        Writer(Path file) throws IOException {
            this.file = file;
            if (Files.exists(file)) {
                throw new Refused(file + " is there already, and is not written over; name another file");
            }
            Path folder = Objects.requireNonNull(file.getParent(), "an absolute path");
            this.beside = Files.createTempFile(folder, file.getFileName() + ".", ".new"); // for its owner only
            this.channel = FileChannel.open(beside, StandardOpenOption.WRITE);
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
            this.zip = new ZipOutputStream(new DigestOutputStream(out, digest));
            zip.setLevel(Deflater.BEST_SPEED);
            zip.setComment(UNSEALED);
        }

        /** Adds the rows of a table; they are never all in memory. */
        long add(String service, String table, Rows rows) throws IOException, SQLException {
            zip.putNextEntry(new ZipEntry(service + "/" + table));
            OutputStream out = new BufferedOutputStream(untilStopping(zip), BUFFER_BYTES);
            long count = rows.writeTo(out);
            out.flush();
            zip.closeEntry();
            return count;
        }

        private static OutputStream untilStopping(OutputStream stream) {
            return new FilterOutputStream(stream) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    StopSignal.goOnUnlessRaised();
                    out.write(bytes, offset, length);
                }
            };
        }

        /** Makes it whole and durable, under its own name. */
        void seal(Manifest manifest) throws IOException {
            zip.putNextEntry(new ZipEntry(MANIFEST));
            zip.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
            zip.closeEntry();
            zip.finish();
            zip.flush();
            ByteBuffer seal = ByteBuffer.wrap(hex(digest));
            channel.position(channel.size() - UNSEALED.length());
            while (seal.hasRemaining()) {
                channel.write(seal);
            }
            channel.force(true);
            Files.move(beside, file);
            DataFolder.sync(Objects.requireNonNull(file.getParent(), "an absolute path"));
        }

        /** What is not sealed by now is removed. */
        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(beside);
        }
    }

    /** @throws Refused if it is not there, is not a backup, is not whole, or is of an unknown format */
    static BackupFile open(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new Refused("there is no file " + file);
            }
            requireSeal(file);
            ZipFile zip = new ZipFile(file.toFile());
            try {
                return new BackupFile(zip, manifestIn(zip, file));
            } catch (IOException | RuntimeException e) {
                zip.close();
                throw e;
            }
        } catch (ZipException | JsonProcessingException e) {
            throw damaged(file);
        } catch (IOException e) {
            throw new Refused(file + " cannot be read: " + e.getMessage());
        }
    }

    Manifest manifest() {
        return manifest;
    }

    /** The rows of a table, as they were added. */
    InputStream rows(String service, String table) throws IOException {
        ZipEntry entry = zip.getEntry(service + "/" + table);
        if (entry == null) {
            throw new IOException("there are no rows of " + service + "." + table + " in it");
        }
        return new FilterInputStream(zip.getInputStream(entry)) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                StopSignal.goOnUnlessRaised();
                return super.read(bytes, offset, length);
            }
        };
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private static void requireSeal(Path file) throws IOException {
        long sealed = Files.size(file) - UNSEALED.length();
        if (sealed < 0) {
            throw damaged(file);
        }
        MessageDigest digest = sha256();
        byte[] seal;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (long left = sealed; left > 0; ) {
                StopSignal.goOnUnlessRaised();
                int read = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
                if (read == 0) {
                    throw damaged(file);
                }
                digest.update(buffer, 0, read);
                left -= read;
            }
            seal = in.readAllBytes();
        }
        digest.update(UNSEALED.getBytes(StandardCharsets.US_ASCII));
        if (!MessageDigest.isEqual(seal, hex(digest))) {
            throw damaged(file);
        }
    }

    private static Manifest manifestIn(ZipFile zip, Path file) throws IOException {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw damaged(file);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] json = in.readAllBytes();
            int format = JSON.readTree(json).path("format").asInt();
            if (format != Manifest.FORMAT) {
                throw new Refused("%s is a backup of the format %d, and this OuterPark knows format %d only"
                        .formatted(file, format, Manifest.FORMAT));
            }
            return JSON.readValue(json, Manifest.class);
        }
    }

    private static Refused damaged(Path file) {
        return new Refused(
                file + " is not a backup of OuterPark, or is not as it was written;" + " nothing is restored from it");
    }

    private static byte[] hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
