package outerpark.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.machine.Marker;
import outerpark.machine.console.Refused;

final class BackupFileTest {

    private static final Manifest MANIFEST = manifest(Manifest.FORMAT);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("backup.zip");
    }

    @Test
    void whatIsWrittenIsReadAndIsForItsOwnerOnly() throws Exception {
        write(MANIFEST);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (BackupFile read = BackupFile.open(file);
                InputStream rows = read.rows("musical", "musical")) {
            assertThat(read.manifest()).isEqualTo(MANIFEST);
            assertThat(read.manifest().rows()).isEqualTo(2);
            assertThat(new String(rows.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("1\tHOT\n2\t표\n");
        }
    }

    @Test
    void oneThatIsCutAnywhereIsRefused() throws Exception {
        byte[] whole = write(MANIFEST);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefused("is not as it was written");
        }
    }

    @Test
    void oneThatHasAChangedByteAnywhereIsRefused() throws Exception {
        byte[] whole = write(MANIFEST);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(file, changed);
            assertRefused("is not as it was written");
        }
    }

    @Test
    void oneThatHasMoreIsRefused() throws Exception {
        byte[] whole = write(MANIFEST);
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertRefused("is not as it was written");
    }

    @Test
    void oneOfAnotherFormatIsRefused() throws Exception {
        write(manifest(2));
        assertRefused("the format 2");
    }

    @Test
    void oneThatIsNotThereIsRefused() {
        assertRefused("there is no file");
    }

    @Test
    void oneThatIsThereIsNeverWrittenOver() throws IOException {
        Files.writeString(file, "yesterday's");
        assertThatThrownBy(() -> new BackupFile.Writer(file))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("is there already");
        assertThat(file).hasContent("yesterday's");
    }

    @Test
    void whatIsNotSealedIsNotLeftBehind() throws Exception {
        try (BackupFile.Writer writer = new BackupFile.Writer(file)) {
            assertThatThrownBy(() -> writer.add("musical", "musical", out -> {
                        throw new SQLException("the server is gone");
                    }))
                    .isInstanceOf(SQLException.class);
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private byte[] write(Manifest manifest) throws Exception {
        try (BackupFile.Writer writer = new BackupFile.Writer(file)) {
            long rows = writer.add("musical", "musical", out -> {
                out.write("1\tHOT\n2\t표\n".getBytes(StandardCharsets.UTF_8));
                return 2;
            });
            assertThat(rows).isEqualTo(2);
            writer.seal(manifest);
        }
        return Files.readAllBytes(file);
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> BackupFile.open(file).close())
                .isInstanceOf(Refused.class)
                .hasMessageContaining(why)
                .hasMessageContaining(file.toString());
    }

    private static Manifest manifest(int format) {
        return new Manifest(
                format,
                "2026-11-22T12:00:00.000000Z",
                "18.6",
                Marker.fresh().secret(),
                Optional.of("hash"),
                List.of(new Manifest.Service(
                        "musical",
                        List.of("20261122.01"),
                        List.of("20261122"),
                        List.of(new Manifest.Table("musical", List.of("musical_id", "name"), 2)),
                        List.of(new Manifest.Sequence("outbox_id", 7, true)))));
    }
}
