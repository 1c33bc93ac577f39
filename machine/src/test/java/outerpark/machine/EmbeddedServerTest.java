package outerpark.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static outerpark.machine.Sql.answers;
import static outerpark.machine.Sql.setting;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.machine.console.Refused;

/** What the embedded server is really like, read back from itself, and what it makes of what others left behind. */
final class EmbeddedServerTest {

    private static final String REFUSED_LOGIN = "28P01";

    @TempDir
    private static Path temp;

    private static DataFolder folder;
    private static EmbeddedServer server;

    @BeforeAll
    static void start() {
        folder = DataFolder.open(temp.resolve("data"));
        server = EmbeddedServer.start(folder);
        ServiceRoles.prepare(server.admin(), folder.installation(), folder::passwordOfRole);
    }

    @AfterAll
    static void stop() {
        server.close();
        folder.close();
    }

    @Test
    void keepsWhatItHasCommittedThroughAPowerCut() throws SQLException {
        assertDurable();
    }

    @Test
    void nothingInItsFilesCanTurnThatOff() throws SQLException, IOException {
        try (Connection connection = server.admin().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET fsync = off");
            statement.execute("ALTER SYSTEM SET synchronous_commit = off");
        }
        server.close();
        server.reviveIfDown();
        assertDurable();
    }

    @Test
    void trustsNobody() throws SQLException {
        assertThat(answers(server.admin(), "SELECT DISTINCT auth_method FROM pg_hba_file_rules"))
                .containsExactly("scram-sha-256");
        assertThat(answers(server.admin(), "SELECT DISTINCT address FROM pg_hba_file_rules"))
                .containsExactly("127.0.0.1");
        assertThat(setting(server.admin(), "listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(setting(server.admin(), "unix_socket_directories")).isEmpty();
        assertThatThrownBy(() -> server.admin().as("postgres", "postgres").connect())
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(REFUSED_LOGIN));
        assertThatThrownBy(() -> server.admin().as("musical", "").connect()).isInstanceOf(SQLException.class);
    }

    @Test
    void theOperatorFindsTheWayInWhileItRuns() throws Exception {
        try (DataFolder ours = DataFolder.open(temp.resolve("looked-into"))) {
            Path url = ours.path().resolve(EmbeddedServer.URL_FILE);
            try (EmbeddedServer running = EmbeddedServer.start(ours)) {
                assertThat(running).isNotNull();
                DatabaseAddress read =
                        DatabaseAddress.parse(Files.readString(url).strip());
                assertThat(answers(read, "SELECT current_database()")).containsExactly("outerpark");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(url)))
                        .isEqualTo("rw-------");
            }
            assertThat(url).doesNotExist();
        }
    }

    @Test
    void aRowThatIsRefusedIsRepeatedByNobody() throws Exception {
        String url = server.admin().urlForServices();
        try (Connection ours = role("musical").connect();
                Connection services = DriverManager.getConnection(url, "musical", folder.passwordOfRole("musical"));
                Statement statement = ours.createStatement()) {
            statement.execute("CREATE TABLE guest (email text CONSTRAINT none CHECK (false))");
            for (Connection connection : List.of(ours, services)) {
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO guest VALUES (?)")) {
                    insert.setString(1, "ann@home");
                    insert.addBatch();
                    assertThatThrownBy(insert::executeBatch)
                            .hasStackTraceContaining("\"none\"")
                            .satisfies(e -> assertThat(stackTraceOf(e)).doesNotContain("ann@home"));
                }
            }
            statement.execute("DROP TABLE guest");
        }
        try (Stream<Path> logs = Files.list(folder.logs())) {
            assertThat(logs)
                    .isNotEmpty()
                    .allSatisfy(log -> assertThat(log).content().doesNotContain("ann@home"));
        }
    }

    @Test
    void aServerThatAKilledProcessLeftBehindIsReplacedEvenIfItsProgramsAreGone() throws Exception {
        try (DataFolder ours = DataFolder.open(temp.resolve("orphaned"))) {
            EmbeddedServer orphan = EmbeddedServer.start(ours);
            try (Connection connection = orphan.admin().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
            }
            Folders.removeAll(ours.path().resolve("postgres-programs"));
            EmbeddedServer next = EmbeddedServer.start(ours);
            assertThat(answers(next.admin(), "SELECT answer FROM kept")).containsExactly("42");
            assertThatThrownBy(() -> orphan.admin().connect()).isInstanceOf(SQLException.class);
            next.close();
        }
    }

    @Test
    void theServerOfARestoreThatWasKilledIsStoppedBeforeItsFolderIsRefused() throws Exception {
        Path path = temp.resolve("restore-killed");
        EmbeddedServer orphan;
        try (DataFolder restoring = DataFolder.make(path, Marker.fresh().with(Marker.Database.RESTORING))) {
            orphan = EmbeddedServer.start(restoring);
        }
        assertThat(Orphan.on(path.resolve("postgres"))).isPresent();
        assertThatThrownBy(() -> DataFolder.open(path)).hasMessageContaining("delete that folder");
        assertThat(Orphan.on(path.resolve("postgres"))).isEmpty();
        assertThatThrownBy(() -> orphan.admin().connect()).isInstanceOf(SQLException.class);
    }

    @Test
    void onlyAServerThatServesOurDataIsTakenForAnOrphan() throws IOException {
        Path served = folder.path().resolve("postgres");
        Path ours = Files.createDirectory(temp.resolve("pid-given-to-another"));
        Files.copy(served.resolve("postmaster.pid"), ours.resolve("postmaster.pid"));
        assertThat(Orphan.on(served)).isPresent();
        assertThat(Orphan.on(ours)).isEmpty();
    }

    @Test
    void aPidFileThatMakesNoSenseNamesNoOrphan() throws IOException {
        Path data = Files.createDirectory(temp.resolve("torn"));
        Path pidFile = data.resolve("postmaster.pid");
        for (String torn : List.of("", "1", "x\ny\nz\n", "-1\n\n0\n")) {
            Files.writeString(pidFile, torn);
            assertThat(Orphan.on(data)).as(torn).isEmpty();
        }
    }

    @Test
    void dataThatWereLeftHalfMadeAreMadeAnew() throws Exception {
        try (DataFolder ours = DataFolder.open(temp.resolve("half-made"))) {
            Path beside = Files.createDirectories(ours.path().resolve("postgres.new/base"));
            Files.writeString(beside.resolve("1"), "torn");
            EmbeddedServer.start(ours).close();
            assertThat(beside).doesNotExist();
            assertThat(PostgresData.areIn(ours)).isTrue();
        }
    }

    @Test
    void itsVersionAndIdentifierAreThoseThatItsDataAreHeldAgainst() throws SQLException {
        assertThat(answers(server.admin(), "SELECT system_identifier FROM pg_control_system()"))
                .containsExactly(folder.marker().systemIdentifier().orElseThrow());
        assertThat(setting(server.admin(), "server_version")).startsWith(PostgresData.MAJOR + ".");
    }

    @Test
    void dataThatAreGoneAreNotMadeAnew() throws Exception {
        try (DataFolder ours = DataFolder.open(temp.resolve("gone"))) {
            EmbeddedServer.start(ours).close();
            Folders.removeAll(ours.postgres());
        }
        try (DataFolder again = DataFolder.open(temp.resolve("gone"))) {
            assertThatThrownBy(() -> EmbeddedServer.start(again))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("is missing; bring it back from a backup");
            assertThat(again.postgres()).doesNotExist();
        }
    }

    @Test
    void aFolderThatAnOlderOuterParkMadeIsStartedOnAndNoted() throws Exception {
        Path path = temp.resolve("older");
        try (DataFolder ours = DataFolder.open(path)) {
            ours.keepManagerPasswordHash("hash");
            EmbeddedServer.start(ours).close();
        }
        Path marker = path.resolve(Marker.FILE);
        List<String> older = Files.readAllLines(marker).stream()
                .filter(line -> !line.startsWith("database"))
                .toList();
        Files.write(marker, older);
        try (DataFolder ours = DataFolder.open(path);
                EmbeddedServer next = EmbeddedServer.start(ours)) {
            assertThat(answers(next.admin(), "SELECT 1")).containsExactly("1");
            assertThat(Marker.readFrom(path).database()).isEqualTo(Marker.Database.MADE);
        }
    }

    @Test
    void aPidThatAnotherProcessHasByNowDoesNotKeepItFromStarting() throws Exception {
        try (DataFolder ours = DataFolder.open(temp.resolve("pid-reused"))) {
            EmbeddedServer.start(ours).close();
            String ourOwnPid = Long.toString(ProcessHandle.current().pid());
            Files.write(
                    ours.postgres().resolve("postmaster.pid"),
                    List.of(ourOwnPid, ours.postgres().toString(), "1", "5432", "", "127.0.0.1", "1 1", "ready"));
            try (EmbeddedServer next = EmbeddedServer.start(ours)) {
                assertThat(answers(next.admin(), "SELECT 1")).containsExactly("1");
            }
        }
    }

    @Test
    void whatAKilledServerWasDoingIsWaitedForAtAStart() throws Exception {
        try (DataFolder ours = DataFolder.open(temp.resolve("survived"))) {
            EmbeddedServer killed = EmbeddedServer.start(ours);
            CompletableFuture<ProcessHandle> survivor = survivorOf(killed, ours);
            try (EmbeddedServer next = EmbeddedServer.start(ours)) {
                assertThat(survivor).succeedsWithin(Duration.ofSeconds(10));
                assertThat(answers(next.admin(), "SELECT 1")).containsExactly("1");
            }
        }
    }

    @Test
    void whatAKilledServerWasDoingIsWaitedForUntilItIsRevived() throws Exception {
        try (DataFolder ours = DataFolder.open(temp.resolve("revived"));
                EmbeddedServer killed = EmbeddedServer.start(ours)) {
            CompletableFuture<ProcessHandle> survivor = survivorOf(killed, ours);
            killed.reviveIfDown();
            assertThat(survivor).isNotDone();
            assertThatThrownBy(() -> killed.admin().connect()).isInstanceOf(SQLException.class);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .untilAsserted(() -> {
                        killed.reviveIfDown();
                        assertThat(answers(killed.admin(), "SELECT 1")).containsExactly("1");
                    });
            assertThat(survivor).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    /**
     * Kills the server, and nothing but it, while a session of it is busy for some seconds and does not look up. Done
     * when that session has gone.
     */
    private static CompletableFuture<ProcessHandle> survivorOf(EmbeddedServer server, DataFolder folder)
            throws Exception {
        Connection busy = server.admin().connect();
        String pid = answers(busy, "SELECT pg_backend_pid()").getFirst();
        CompletableFuture<ProcessHandle> gone =
                ProcessHandle.of(Long.parseLong(pid)).orElseThrow().onExit();
        Thread.ofVirtual().start(() -> beBusy(busy));
        Awaitility.await()
                .until(() -> answers(
                                        server.admin(),
                                        "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND pid = " + pid)
                                .size()
                        == 1);
        List<String> pidFile = Files.readAllLines(folder.postgres().resolve("postmaster.pid"));
        ProcessHandle.of(Long.parseLong(pidFile.getFirst())).orElseThrow().destroyForcibly();
        return gone;
    }

    private static void beBusy(Connection connection) {
        try (connection) {
            answers(connection, """
                    DO $$ BEGIN
                        WHILE clock_timestamp() < statement_timestamp() + interval '4 s' LOOP END LOOP;
                    END $$; SELECT 1
                    """);
        } catch (SQLException e) {
            // There is nobody any more to tell it to.
        }
    }

    private static void assertDurable() throws SQLException {
        assertThat(setting(server.admin(), "fsync")).isEqualTo("on");
        assertThat(setting(server.admin(), "full_page_writes")).isEqualTo("on");
        assertThat(setting(server.admin(), "synchronous_commit")).isEqualTo("on");
        assertThat(setting(server.admin(), "data_checksums")).isEqualTo("on");
        for (String service : ServiceRoles.SERVICES) {
            assertThat(setting(role(service), "synchronous_commit")).isEqualTo("on");
        }
    }

    private static DatabaseAddress role(String role) {
        return server.admin().as(role, folder.passwordOfRole(role));
    }

    private static String stackTraceOf(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
