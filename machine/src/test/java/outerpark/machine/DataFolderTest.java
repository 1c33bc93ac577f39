package outerpark.machine;

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
import outerpark.machine.console.Refused;

final class DataFolderTest {

    private static final String NO_DATABASE =
            "format=1\nsecret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\ndatabase=perhaps\n";

    private static final String NO_TOPOLOGY =
            "format=1\nsecret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\ntopology=ring\n";

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
        assertThat(permissions(path.resolve(Marker.FILE))).isEqualTo("rw-------");
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
        Files.writeString(path.resolve(Marker.FILE + ".new"), "format=");
        DataFolder.open(path).close();
        assertThat(path.resolve(Marker.FILE)).exists();
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
    @ValueSource(
            strings = {
                "",
                "format=1\n",
                "format=1\nsecret=c2hvcnQ=\n",
                "format=1\nsecret=%\n",
                "\\u12",
                NO_DATABASE,
                NO_TOPOLOGY
            })
    void aDamagedMarkerIsRefused(String text) throws IOException {
        Files.createDirectory(path);
        Files.writeString(path.resolve(Marker.FILE), text);
        assertRefused("is damaged");
    }

    @Test
    void anUnknownFormatIsRefused() throws IOException {
        DataFolder.open(path).close();
        Path marker = path.resolve(Marker.FILE);
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

    @Test
    void aDatabaseWithoutItsMarkerIsRefusedAndNotTouched() throws IOException {
        Files.createDirectories(path.resolve("postgres"));
        assertRefused("outerpark.properties, which belongs to it, is missing");
        try (Stream<Path> left = Files.list(path)) {
            assertThat(left).containsExactly(path.resolve("postgres"));
        }
    }

    @Test
    void whatItKnowsOfItsDatabaseIsKept() throws IOException {
        try (DataFolder folder = DataFolder.open(path)) {
            folder.keepManagerPasswordHash("hash");
            folder.keepDatabase(Marker.Database.MADE);
        }
        try (DataFolder again = DataFolder.open(path)) {
            assertThat(again.marker().database()).isEqualTo(Marker.Database.MADE);
            assertThat(again.managerPasswordHash()).hasValue("hash");
        }
    }

    @Test
    void oneThatWasHalfRestoredIsNeitherStartedNorRestoredInto() {
        Marker restoring = Marker.fresh().with(Marker.Database.RESTORING);
        DataFolder.make(path, restoring).close();
        assertRefused("delete that folder and restore the backup again");
        assertThatThrownBy(() -> DataFolder.make(path, restoring))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("delete that folder and restore the backup again");
    }

    @Test
    void whileItIsBeingRestoredItIsInUse() {
        try (DataFolder made = DataFolder.make(path, Marker.fresh().with(Marker.Database.RESTORING))) {
            assertThat(made.marker().database()).isEqualTo(Marker.Database.RESTORING);
            assertRefused("in use by another OuterPark");
        }
    }

    @Test
    void nothingIsRestoredIntoAFolderThatHasAnything() throws IOException {
        DataFolder.open(path).close();
        assertThatThrownBy(() -> DataFolder.make(path, Marker.fresh()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("never replaces");
        Path foreign = Files.createDirectory(temp.resolve("foreign"));
        Files.writeString(foreign.resolve("holiday.jpg"), "sun");
        assertThatThrownBy(() -> DataFolder.make(foreign, Marker.fresh()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("something else in it");
    }

    @Test
    void theDataOfAClusterAreNotThoseOfOneProcess() {
        DataFolder.open(path, Marker.Topology.CLUSTER).close();
        assertRefused("./outerpark cluster");
        DataFolder.open(path, Marker.Topology.CLUSTER).close();
    }

    @Test
    void theDataOfOneProcessAreNotThoseOfACluster() throws IOException {
        DataFolder.open(path).close();
        assertThat(path.resolve(Marker.FILE)).content().doesNotContain("topology");
        assertThatThrownBy(() -> DataFolder.open(path, Marker.Topology.CLUSTER))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("./outerpark run")
                .hasMessageContaining(path.toString());
    }

    @Test
    void itStaysAClusterWhateverElseIsKept() throws IOException {
        try (DataFolder folder = DataFolder.open(path, Marker.Topology.CLUSTER)) {
            folder.keepManagerPasswordHash("hash");
            folder.keepDatabase(Marker.Database.MADE);
            folder.keepSystemIdentifier("1");
        }
        assertThat(Marker.readFrom(path).topology()).isEqualTo(Marker.Topology.CLUSTER);
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
