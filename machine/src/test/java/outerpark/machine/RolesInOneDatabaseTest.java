package outerpark.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static outerpark.machine.Sql.answers;
import static outerpark.machine.Sql.setting;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.machine.console.Refused;

/** The schemas and roles of the one process, read back from the server itself. Those of a cluster: ServiceRolesTest. */
final class RolesInOneDatabaseTest {

    private static final String NOT_ALLOWED = "42501";

    @TempDir
    private static Path temp;

    private static DataFolder folder;
    private static EmbeddedServer server;

    @BeforeAll
    static void start() {
        folder = DataFolder.open(temp.resolve("data"));
        server = EmbeddedServer.start(folder);
        ServiceRoles.prepare(server.admin(), folder.installation(), folder::passwordOfRole);
        List.of("musical", "reservation").forEach(RolesInOneDatabaseTest::migrate);
    }

    @AfterAll
    static void stop() {
        server.close();
        folder.close();
    }

    @Test
    void aServiceWorksInItsOwnSchemaWithinATimeLimit() throws SQLException {
        assertThat(answers(role("musical"), "SELECT current_schema()")).containsExactly("musical");
        assertThat(setting(role("musical"), "transaction_timeout")).isEqualTo("30s");
        assertThat(answers(role("musical"), "SELECT count(*) FROM outbox")).containsExactly("0");
    }

    @Test
    void aServiceCannotReachAnother() {
        assertForbidden("musical", "SELECT * FROM reservation.outbox");
        assertForbidden("reservation", "SELECT * FROM musical.musical");
        assertForbidden("musical", "CREATE TABLE public.mine ()");
        assertForbidden("musical", "CREATE TEMPORARY TABLE mine ()");
        assertForbidden("musical", "CREATE SCHEMA mine");
        assertForbidden("musical", "SET ROLE reservation");
    }

    @Test
    void eventsMayReadOutboxesAndNothingElse() throws SQLException {
        assertThat(answers(role("events"), "SELECT count(*) FROM musical.outbox"))
                .containsExactly("0");
        assertForbidden("events", "SELECT * FROM musical.musical");
        assertForbidden("events", "SELECT * FROM musical.event_cursor");
        assertForbidden("events", "SET transaction_read_only = off; DELETE FROM musical.outbox");
    }

    @Test
    void preparingTheRolesAgainChangesNothing() throws SQLException {
        ServiceRoles.prepare(server.admin(), folder.installation(), folder::passwordOfRole);
        assertThat(answers(role("musical"), "SELECT count(*) FROM outbox")).containsExactly("0");
    }

    @Test
    void aUserWhoMayMakeRolesAndSchemasIsEnoughAndOneWhoMayNotIsRefused() throws Exception {
        try (DataFolder ours = DataFolder.open(temp.resolve("external"));
                EmbeddedServer external = EmbeddedServer.start(ours);
                Connection connection = external.admin().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE ann LOGIN PASSWORD 'ann'");
            statement.execute("CREATE ROLE bob LOGIN CREATEROLE PASSWORD 'bob'");
            statement.execute("CREATE DATABASE \"Bob's park\" OWNER bob");
            DatabaseAddress park = new DatabaseAddress(
                    external.admin().jdbcUrl().replace("/outerpark", "/Bob's%20park"), "bob", "bob");

            assertThatThrownBy(() -> ServiceRoles.prepare(park.as("ann", "ann"), ours.installation(), role -> role))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("ann must be allowed to create roles");
            ServiceRoles.prepare(park, ours.installation(), role -> role);
            ServiceRoles.prepare(park, ours.installation(), role -> role + "'");
            assertThat(answers(park.as("musical", "musical'"), "SELECT current_schema()"))
                    .containsExactly("musical");
        }
    }

    @Test
    void theRolesOfAnotherInstallationAreLeftAlone() throws SQLException {
        assertThatThrownBy(() -> ServiceRoles.prepare(server.admin(), "another", role -> "another"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("a role musical that is not of this installation");
        assertThat(answers(role("musical"), "SELECT 1")).containsExactly("1");
    }

    @Test
    void aRoleThatNobodyMarkedIsLeftAloneAndNothingElseIsMade() throws Exception {
        try (DataFolder ours = DataFolder.open(temp.resolve("foreign"));
                EmbeddedServer foreign = EmbeddedServer.start(ours)) {
            try (Connection connection = foreign.admin().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE notice LOGIN PASSWORD 'theirs'");
            }
            assertThatThrownBy(() -> ServiceRoles.prepare(foreign.admin(), ours.installation(), role -> role))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("a role notice that is not of this installation");
            assertThat(answers(foreign.admin().as("notice", "theirs"), "SELECT 1"))
                    .containsExactly("1");
            assertThat(answers(foreign.admin(), "SELECT rolname FROM pg_roles WHERE rolname = 'musical'"))
                    .isEmpty();
            assertThat(answers(foreign.admin(), "SELECT nspname FROM pg_namespace WHERE nspname = 'musical'"))
                    .isEmpty();
        }
    }

    private static void migrate(String service) {
        DatabaseAddress own = role(service);
        Flyway.configure()
                .dataSource(own.urlWith(), own.user(), own.password())
                .locations("db/events", "db/" + service)
                .load()
                .migrate();
    }

    private static void assertForbidden(String role, String sql) {
        assertThatThrownBy(() -> answers(role(role), sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(NOT_ALLOWED));
    }

    private static DatabaseAddress role(String role) {
        return server.admin().as(role, folder.passwordOfRole(role));
    }
}
