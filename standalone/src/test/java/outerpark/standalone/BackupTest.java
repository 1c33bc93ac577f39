package outerpark.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.machine.DataFolder;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.EmbeddedServer;
import outerpark.machine.Marker;
import outerpark.machine.ServiceRoles;
import outerpark.machine.console.Refused;

/** What a backup keeps and a restore brings back, on a real server, table by table. */
final class BackupTest {

    @TempDir
    private static Path temp;

    private static DataFolder folder;
    private static EmbeddedServer server;

    @BeforeAll
    static void start() throws Exception {
        folder = DataFolder.open(temp.resolve("data"));
        folder.keepManagerPasswordHash("hash");
        server = EmbeddedServer.start(folder);
        make(server.admin());
        execute(
                server.admin().as("musical", folder.passwordOfRole("musical")),
                "SELECT outbox_create_day('2026-11-21'), outbox_create_day('2026-11-22')");
        execute(server.admin(), """
                INSERT INTO musical.musical
                SELECT id, E'back\\\\slash, tab\\t, line\\n, 오페라', 1, 10, 10, 1, 'ON_SALE', 1,
                       '2026-11-22 12:00:00.123456+00'
                  FROM generate_series(1, 1000) id;
                INSERT INTO musical.outbox
                SELECT (2517::bigint << 40) + id, gen_random_uuid(), 'E', 1, 's', 1, now(), 'c', NULL, NULL, '{"a": 1}'
                  FROM generate_series(1, 10) id;
                INSERT INTO musical.event_cursor VALUES ('handler', 'source', 42);
                INSERT INTO payment.dead_letter (handler, source, position, type, data, error)
                VALUES ('h', 's', 1, 't', 'd', 'e'), ('h', 's', 2, 't', 'd', 'e');
                INSERT INTO payment.sandbox_dial VALUES (true, 7, 0.1, 1e-300, false);
                SELECT setval('musical.musical_id_given', 77);
                """);
    }

    @AfterAll
    static void stop() {
        server.close();
        folder.close();
    }

    @Test
    void everythingIsBackAfterARestoreAndTheFolderIsTheSameInstallation() throws Exception {
        Path file = temp.resolve("all.backup");
        String told = backup(file, "--data-dir", folder.path().toString());
        assertThat(told).contains("Backed up 1,014 rows").contains(file.toString());

        Path there = temp.resolve("there");
        assertThat(restore(file, "--data-dir", there.toString())).contains("Restored 1,014 rows");
        try (DataFolder restored = DataFolder.open(there);
                EmbeddedServer other = EmbeddedServer.start(restored)) {
            assertThat(restored.installation()).isEqualTo(folder.installation());
            assertThat(restored.managerPasswordHash()).hasValue("hash");
            assertThat(restored.marker().database()).isEqualTo(Marker.Database.MADE);
            assertThat(content(other.admin())).isEqualTo(content(server.admin()));
            assertThat(answers(other.admin(), "SELECT nextval('musical.musical_id_given')"))
                    .containsExactly("78");
            assertThat(answers(other.admin(), "SELECT nextval('payment.dead_letter_dead_letter_id_seq')"))
                    .containsExactly("3");
        }
    }

    @Test
    void aServerThatDoesNotRunIsStartedForABackupAndStoppedAgain() throws Exception {
        Path file = temp.resolve("first.backup");
        backup(file, "--data-dir", folder.path().toString());
        Path there = temp.resolve("stopped");
        restore(file, "--data-dir", there.toString());
        Path again = temp.resolve("second.backup");
        assertThat(backup(again, "--data-dir", there.toString())).contains("Backed up 1,014 rows");
        assertThat(there.resolve("postgres/postmaster.pid")).doesNotExist();
        assertThat(there.resolve(EmbeddedServer.URL_FILE)).doesNotExist();
    }

    @Test
    void anExternalDatabaseIsReadAndFilledByAnAdministratorWhoIsNoSuperuser() throws Exception {
        try (DataFolder ours = DataFolder.open(temp.resolve("external"));
                DataFolder servers = DataFolder.open(temp.resolve("external-server"));
                EmbeddedServer external = EmbeddedServer.start(servers)) {
            execute(external.admin(), "CREATE ROLE bob LOGIN CREATEROLE PASSWORD 'bob'");
            execute(external.admin(), "CREATE DATABASE one OWNER bob");
            execute(external.admin(), "CREATE DATABASE two OWNER bob");
            DatabaseAddress one = in(external, "one").as("bob", "bob");
            make(one, ours);
            execute(
                    one.as("notice", ours.passwordOfRole("notice")),
                    "INSERT INTO notice VALUES (gen_random_uuid(), gen_random_uuid(), now(), 'k', 'c', 't')");
            Path file = temp.resolve("external.backup");
            backup(file, "--data-dir", ours.path().toString(), "--database-url", urlOf(one));

            DatabaseAddress two = in(external, "two").as("bob", "bob");
            String there = temp.resolve("external-restored").toString();
            restore(file, "--data-dir", there, "--database-url", urlOf(two));
            assertThat(content(in(external, "two"))).isEqualTo(content(in(external, "one")));
            try (DataFolder restored = DataFolder.open(Path.of(there))) {
                assertThat(restored.marker().database()).isEqualTo(Marker.Database.EXTERNAL);
            }
            assertRefused(
                    () -> backup(temp.resolve("none"), "--data-dir", there),
                    "belongs to an external database",
                    "--database-url");

            String another = temp.resolve("another").toString();
            assertRefused(
                    () -> restore(file, "--data-dir", another, "--database-url", urlOf(two)),
                    "already",
                    "restore into an empty database");
            assertThat(Path.of(another)).doesNotExist();
            execute(external.admin(), "COMMENT ON ROLE notice IS 'OuterPark of somebody else'");
            assertRefused(
                    () -> restore(file, "--data-dir", another, "--database-url", urlOf(in(external, "postgres"))),
                    "a role notice that is not of this installation");
            assertThat(Path.of(another)).doesNotExist();
            execute(external.admin(), "COMMENT ON ROLE notice IS 'OuterPark " + ours.installation() + "'");
            assertRefused(
                    () -> backup(
                            temp.resolve("none"), "--data-dir", folder.path().toString(), "--database-url", urlOf(one)),
                    "is not that of the data folder");
        }
    }

    @Test
    void whereThereIsNoOuterParkThereIsNothingToBackUp() {
        Path nowhere = temp.resolve("nowhere");
        assertRefused(() -> backup(temp.resolve("none"), "--data-dir", nowhere.toString()), "there is no OuterPark in");
        assertThat(nowhere).doesNotExist();
        DataFolder.open(temp.resolve("external-only")).close();
        assertRefused(
                () -> backup(
                        temp.resolve("none"),
                        "--data-dir",
                        temp.resolve("external-only").toString()),
                "has no database of its own",
                "--database-url");
        assertThat(temp.resolve("none")).doesNotExist();
    }

    @Test
    void aClustersFolderIsNotForThisCommand() {
        Path cluster = temp.resolve("cluster");
        DataFolder.open(cluster, Marker.Topology.CLUSTER).close();
        assertRefused(
                () -> backup(temp.resolve("none"), "--data-dir", cluster.toString()),
                "./outerpark cluster",
                "--data-dir");
        assertThat(temp.resolve("none")).doesNotExist();
    }

    @Test
    void aFolderThatIsNotThereIsSaidSo() {
        assertRefused(
                () -> backup(
                        temp.resolve("no/such/file"),
                        "--data-dir",
                        folder.path().toString()),
                "cannot write",
                "there is no such folder");
    }

    @Test
    void dataOfANewerProgramAreRefusedByStartAndRestore() throws Exception {
        Path file = temp.resolve("newer.backup");
        execute(server.admin(), """
                INSERT INTO payment.flyway_schema_history
                SELECT 99, '29990101.01', description, type, script, checksum, installed_by, installed_on, 1, true
                  FROM payment.flyway_schema_history WHERE installed_rank = 1
                """);
        try {
            assertRefused(
                    () -> Migrations.requireKnown(server.admin()),
                    "written by a newer OuterPark",
                    "payment is at 29990101.01");
            backup(file, "--data-dir", folder.path().toString());
        } finally {
            execute(server.admin(), "DELETE FROM payment.flyway_schema_history WHERE installed_rank = 99");
        }
        assertThat(Migrations.requireKnown(server.admin())).as("up to date").isEmpty();
        Path there = temp.resolve("newer");
        assertRefused(() -> restore(file, "--data-dir", there.toString()), "written by a newer OuterPark");
        assertThat(there).doesNotExist();
    }

    @Test
    void theProgramKnowsItsOwnMigrations() {
        for (String service : ServiceRoles.SERVICES) {
            assertThat(Migrations.known(service))
                    .contains(MigrationVersion.fromVersion("20261122.01"), MigrationVersion.fromVersion("20261122.10"));
        }
    }

    @Test
    void aTableComesAfterThoseThatItRefersToAndComputedColumnsAreLeftOut() throws Exception {
        try (Connection connection = server.admin().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("""
                    CREATE SCHEMA probe;
                    CREATE TABLE probe.z (id int PRIMARY KEY, parent int REFERENCES probe.z);
                    CREATE TABLE probe.m (id int PRIMARY KEY, z int REFERENCES probe.z);
                    CREATE TABLE probe."A b" (id int GENERATED ALWAYS AS IDENTITY, m int REFERENCES probe.m,
                                              twice int GENERATED ALWAYS AS (m * 2) STORED);
                    """);
            Schema schema = Schema.of("probe", connection);
            assertThat(schema.tables())
                    .containsExactly(
                            new Schema.Table("z", List.of("id", "parent")),
                            new Schema.Table("m", List.of("id", "z")),
                            new Schema.Table("A b", List.of("id", "m")));
            assertThat(schema.qualified("A b")).isEqualTo("probe.\"A b\"");
            assertThat(schema.sequences()).containsExactly("A b_id_seq");
            connection.rollback();
        }
    }

    @Test
    void theArgumentsMustNameOneFile() {
        assertThatThrownBy(() -> BackupArguments.of("backup", List.of(), Map.of()))
                .isInstanceOfSatisfying(
                        Refused.class, refusal -> assertThat(refusal.exitCode()).isEqualTo(2));
        assertThatThrownBy(() -> BackupArguments.of("restore", List.of("one", "two"), Map.of()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("./outerpark restore FILE");
        BackupArguments told = BackupArguments.of(
                "backup", List.of("FILE"), Map.of("OUTERPARK_DATA_DIR", "/there", "OUTERPARK_DATABASE_URL", " "));
        assertThat(told.dataFolder()).isEqualTo(Path.of("/there"));
        assertThat(told.database()).isEmpty();
        assertThat(told.file()).isAbsolute();
    }

    private static void make(DatabaseAddress admin) {
        make(admin, folder);
    }

    /** Roles and schemas, as a start makes them. */
    private static void make(DatabaseAddress admin, DataFolder installation) {
        ServiceRoles.prepare(admin, installation.installation(), installation::passwordOfRole);
        for (String service : ServiceRoles.SERVICES) {
            Migrations.migrate(admin.as(service, installation.passwordOfRole(service)), service, "20261122.10");
        }
    }

    private static String backup(Path file, String... options) {
        return run(out -> Backup.run(arguments(file, options), Map.of(), out));
    }

    private static String restore(Path file, String... options) {
        return run(out -> Restore.run(arguments(file, options), Map.of(), out));
    }

    private static List<String> arguments(Path file, String... options) {
        return Stream.concat(Stream.of(file.toString()), Stream.of(options)).toList();
    }

    @FunctionalInterface
    private interface Run {
        int on(PrintStream out);
    }

    private static String run(Run command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(command.on(new PrintStream(out, true, StandardCharsets.UTF_8)))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void assertRefused(Runnable command, String... words) {
        assertThatThrownBy(command::run).isInstanceOf(Refused.class).hasMessageContainingAll(words);
    }

    /** Every row of every table, by the table's name, and where the sequences stand. */
    private static Map<String, List<String>> content(DatabaseAddress admin) throws SQLException {
        Map<String, List<String>> content = new TreeMap<>();
        try (Connection connection = admin.connect()) {
            for (String service : ServiceRoles.SERVICES) {
                Schema schema = Schema.of(service, connection);
                for (Schema.Table table : schema.tables()) {
                    String name = service + "." + table.name();
                    content.put(name, answers(admin, "SELECT t::text FROM " + name + " t ORDER BY 1"));
                }
                for (String sequence : schema.sequences()) {
                    String name = service + "." + sequence;
                    content.put(name, answers(admin, "SELECT last_value || ' ' || is_called FROM " + name));
                }
                content.put(service, schema.days());
            }
        }
        return content;
    }

    private static DatabaseAddress in(EmbeddedServer server, String database) {
        DatabaseAddress admin = server.admin();
        String url = admin.jdbcUrl().replace("/outerpark", "/" + database);
        return new DatabaseAddress(url, admin.user(), admin.password());
    }

    private static String urlOf(DatabaseAddress address) {
        return "%s?user=%s&password=%s".formatted(address.jdbcUrl(), address.user(), address.password());
    }

    private static void execute(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> answers(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> answers = new ArrayList<>();
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
            return answers;
        }
    }
}
