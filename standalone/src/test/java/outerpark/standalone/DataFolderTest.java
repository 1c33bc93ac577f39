package outerpark.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.operator.Refused;

final class DataFolderTest {

    @TempDir
    private Path temp;

    private Path path;

    @BeforeEach
    void name() {
        path = temp.resolve("data");
    }

    @Test
    void isMadeWhereThereIsNoneForItsOwnerOnly() throws IOException {
        DataFolder.open(path).close();
        assertThat(permissions(path)).isEqualTo("rwx------");
        assertThat(permissions(path.resolve(DataFolder.MARKER))).isEqualTo("rw-------");
    }

    @Test
    void isTakenWhereThereIsAnEmptyOneAndClosedToOthers() throws IOException {
        Files.createDirectory(path);
        Files.createDirectory(path.resolve("lost+found"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        DataFolder.open(path).close();
        assertThat(permissions(path)).isEqualTo("rwx------");
    }

    @Test
    void whatAFirstStartLeftHalfDoneCountsAsEmpty() throws IOException {
        Files.createDirectory(path);
        Files.createFile(path.resolve("lock"));
        Files.writeString(path.resolve(DataFolder.MARKER + ".new"), "format=");
        DataFolder.open(path).close();
        assertThat(path.resolve(DataFolder.MARKER)).exists();
    }

    @Test
    void aForeignFolderIsRefusedAndNotTouched() throws IOException {
        Files.createDirectory(path);
        Files.writeString(path.resolve("holiday.jpg"), "sun");
        assertRefused("something else in it");
        try (Stream<Path> left = Files.list(path)) {
            assertThat(left).containsExactly(path.resolve("holiday.jpg"));
        }
    }

    @Test
    void aFileInItsPlaceIsRefused() throws IOException {
        Files.createFile(path);
        assertRefused("is not a folder");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefused() throws IOException {
        Files.createFile(path);
        path = path.resolve("below/a/file");
        assertRefused("cannot be written");
    }

    @Test
    void oneProcessAtATimeHasIt() {
        try (DataFolder open = DataFolder.open(path)) {
            assertRefused("in use by another OuterPark");
            assertThat(open.path()).isEqualTo(path);
        }
        DataFolder.open(path).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "format=1\n", "format=1\nsecret=c2hvcnQ=\n", "format=1\nsecret=%\n", "\\u12"})
    void aDamagedMarkerIsRefused(String text) throws IOException {
        Files.createDirectory(path);
        Files.writeString(path.resolve(DataFolder.MARKER), text);
        assertRefused("is damaged");
    }

    @Test
    void anUnknownFormatIsRefused() throws IOException {
        DataFolder.open(path).close();
        Path marker = path.resolve(DataFolder.MARKER);
        Files.writeString(marker, Files.readString(marker).replace("format=1", "format=2"));
        assertRefused("has the format 2");
    }

    @Test
    void keysStayTheSameAndDifferByPurposeAndByFolder() {
        byte[] key;
        try (DataFolder folder = DataFolder.open(path)) {
            key = folder.keyFor("one");
            assertThat(key).hasSize(32).isNotEqualTo(folder.keyFor("two"));
        }
        try (DataFolder again = DataFolder.open(path);
                DataFolder other = DataFolder.open(temp.resolve("other"))) {
            assertThat(again.keyFor("one")).isEqualTo(key).isNotEqualTo(other.keyFor("one"));
        }
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> DataFolder.open(path))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(why)
                .hasMessageContaining(path.toString());
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
