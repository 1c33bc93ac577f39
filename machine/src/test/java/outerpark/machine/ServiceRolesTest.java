package outerpark.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static outerpark.machine.Sql.answer;

import java.nio.file.Path;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The databases and roles of a cluster, read back from the server. Those of one process: RolesInOneDatabaseTest. */
final class ServiceRolesTest {

    private static final String NO_ENTRY = "42501";
    private static final String NO_LOGIN = "28000";

    @TempDir
    private static Path temp;

    private static DataFolder folder;
    private static EmbeddedServer server;

    @BeforeAll
    static void start() {
        folder = DataFolder.open(temp.resolve("data"), Marker.Topology.CLUSTER);
        server = EmbeddedServer.start(folder);
        ServiceRoles.prepareCluster(server, folder);
    }

    @AfterAll
    static void stop() {
        server.close();
        folder.close();
    }

    @Test
    void aServiceHasADatabaseAndASchemaOfItsName() throws SQLException {
        for (String service : ServiceRoles.SERVICES) {
            DatabaseAddress own = role(service, service);
            assertThat(answer(own, "SELECT current_database() || '.' || current_schema()"))
                    .isEqualTo(service + "." + service);
            assertThat(answer(own, "SHOW transaction_timeout")).isEqualTo("30s");
            assertThat(answer(own, "SHOW synchronous_commit")).isEqualTo("on");
        }
    }

    @Test
    void nobodyGetsIntoTheDatabaseOfAnother() {
        for (String database : new String[] {"reservation", "postgres", "template1"}) {
            assertRefused(role("musical", database), NO_ENTRY);
        }
    }

    @Test
    void eventsAreGrantedToButDoNotSignIn() {
        for (String service : ServiceRoles.SERVICES) {
            DatabaseAddress own = role(service, service);
            Flyway.configure()
                    .dataSource(own.urlWith(), own.user(), own.password())
                    .locations("db/events", "db/" + service)
                    .load()
                    .migrate();
            assertRefused(role("events", service), NO_LOGIN);
        }
    }

    @Test
    void preparingThemAgainChangesNothing() throws SQLException {
        answer(role("notice", "notice"), "CREATE TABLE kept AS SELECT 1; SELECT 1");
        ServiceRoles.prepareCluster(server, folder);
        assertThat(answer(role("notice", "notice"), "DROP TABLE kept; SELECT 1"))
                .isEqualTo("1");
    }

    @Test
    void theServerIsKnownByItsProcess() {
        assertThat(server.pid()).isPresent();
        assertThat(ProcessHandle.of(server.pid().getAsLong())).isPresent();
    }

    private static DatabaseAddress role(String role, String database) {
        return server.admin(database).as(role, folder.passwordOfRole(role));
    }

    private static void assertRefused(DatabaseAddress address, String state) {
        assertThatThrownBy(() -> answer(address, "SELECT 1"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }
}
