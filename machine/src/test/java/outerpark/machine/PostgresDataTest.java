package outerpark.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.machine.console.Refused;

/** Files that only look like a server's; what a real one has is looked at with a real one, in EmbeddedServerTest. */
final class PostgresDataTest {

    @TempDir
    private Path temp;

    private DataFolder folder;
    private Path data;

    @BeforeEach
    void openFolder() {
        folder = DataFolder.open(temp.resolve("data"));
        data = folder.postgres();
    }

    @AfterEach
    void closeFolder() {
        folder.close();
    }

    @Test
    void aFirstStartThatNeverCameToItsEndGoesOn() throws IOException {
        assertThat(PostgresData.areIn(folder)).isFalse();
        Files.createDirectories(folder.path().resolve("postgres.new/base"));
        assertThat(PostgresData.areIn(folder)).isFalse();
    }

    @Test
    void dataThatWereThereOnceMustBeThere() throws IOException {
        folder.keepDatabase(Marker.Database.MADE);
        assertRefused(data + " is missing", "bring it back from a backup");
    }

    @Test
    void theFolderOfAnExternalDatabaseNeedsItsName() throws IOException {
        folder.keepDatabase(Marker.Database.EXTERNAL);
        assertRefused("belongs to an external database", "--database-url");
        assertThat(data).doesNotExist();
    }

    @Test
    void aFirstStartWithAPasswordThatWasGivenGoesOnToo() throws IOException {
        folder.keepManagerPasswordHash("hash");
        assertThat(PostgresData.areIn(folder)).isFalse();
    }

    @Test
    void aFolderOfAnOlderOuterParkThatWasUsedHasADatabaseSomewhere() throws IOException {
        folder.keepDatabase(Marker.Database.UNKNOWN);
        assertThat(PostgresData.areIn(folder)).isFalse();
        folder.keepManagerPasswordHash("hash");
        assertThat(folder.path().resolve(Marker.FILE)).content().doesNotContain("database");
        assertRefused("a database that is not in it", "--database-url", "from a backup");
    }

    @Test
    void aFolderOfAnOlderOuterParkIsTakenWithItsDatabase() throws IOException {
        folder.keepDatabase(Marker.Database.UNKNOWN);
        folder.keepManagerPasswordHash("hash");
        makeData(PostgresData.MAJOR);
        assertThat(PostgresData.areIn(folder)).isTrue();
    }

    @Test
    void anEmptyFolderIsNotTakenForData() throws IOException {
        Files.createDirectory(data);
        assertRefused("PG_VERSION, global/pg_control, base", "bring it back from a backup");
        assertThat(data).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PG_VERSION", "global/pg_control", "pg_wal/1", "base/1", "pg_tblspc"})
    void whatIsMissingIsNamedAndNothingIsChanged(String missing) throws IOException {
        makeData(PostgresData.MAJOR);
        assertThat(PostgresData.areIn(folder)).isTrue();
        Files.delete(data.resolve(missing));
        List<Path> before = files();
        assertRefused("nothing is there of " + missing.replace("/1", ""), "bring it back from a backup");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void theDataOfAnotherPostgresAreRefusedWithTheWayToMoveThem() throws IOException {
        makeData("17");
        assertRefused("made by PostgreSQL 17", "./outerpark backup FILE", "./outerpark restore FILE");
    }

    @Test
    void theDataOfAnotherServerAreRefusedAndNotTouched() throws IOException {
        makeData(PostgresData.MAJOR);
        Files.write(data.resolve("global/pg_control"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        folder.keepSystemIdentifier(new PostgresData(data).systemIdentifier());
        assertThat(PostgresData.areIn(folder)).isTrue();
        Files.write(data.resolve("global/pg_control"), new byte[] {1, 2, 3, 4, 5, 6, 7, 9, 9});
        List<Path> before = files();
        assertRefused("is not the one that belongs to this data folder");
        Files.write(data.resolve("global/pg_control"), new byte[7]);
        assertRefused("global/pg_control is cut short", "bring it back from a backup");
        assertThat(files()).isEqualTo(before);
    }

    private void makeData(String major) throws IOException {
        for (String name :
                List.of("base global pg_commit_ts pg_dynshmem pg_logical pg_multixact pg_notify pg_replslot pg_serial"
                        .split(" "))) {
            Files.createDirectories(data.resolve(name));
        }
        for (String name :
                List.of("pg_snapshots pg_stat pg_subtrans pg_tblspc pg_twophase pg_wal pg_xact".split(" "))) {
            Files.createDirectories(data.resolve(name));
        }
        Files.writeString(data.resolve("PG_VERSION"), major + "\n");
        for (String name : List.of("global/pg_control", "base/1", "pg_wal/1", "pg_xact/1")) {
            Files.createFile(data.resolve(name));
        }
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(() -> PostgresData.areIn(folder))
                .isInstanceOf(Refused.class)
                .hasMessageContainingAll(words);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder.path())) {
            return files.sorted().toList();
        }
    }
}
