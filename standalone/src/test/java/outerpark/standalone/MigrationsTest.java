package outerpark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.machine.DataFolder;
import outerpark.machine.EmbeddedServer;
import outerpark.machine.ServiceRoles;

final class MigrationsTest {

    @TempDir
    private Path temp;

    @Test
    void aSchemaIsUpToDateOnceItHasHadEachMigration() throws Exception {
        try (DataFolder folder = DataFolder.open(temp.resolve("data"));
                EmbeddedServer server = EmbeddedServer.start(folder)) {
            ServiceRoles.prepare(server.admin(), folder.installation(), folder::passwordOfRole);
            assertThat(Migrations.requireKnown(server.admin())).isEmpty();
            for (String service : ServiceRoles.SERVICES) {
                Migrations.migrate(
                        server.admin().as(service, folder.passwordOfRole(service)),
                        service,
                        Collections.max(Migrations.known(service)).getVersion());
            }
            assertThat(Migrations.requireKnown(server.admin()))
                    .containsExactlyInAnyOrderElementsOf(ServiceRoles.SERVICES);

            // One that failed, another that was never there, though a third is there twice.
            execute(server, "UPDATE payment.flyway_schema_history SET success = false WHERE installed_rank = 2");
            execute(server, """
                    UPDATE notice.flyway_schema_history SET version =
                           (SELECT version FROM notice.flyway_schema_history WHERE installed_rank = 1)
                     WHERE installed_rank = 2""");
            assertThat(Migrations.requireKnown(server.admin()))
                    .isEqualTo(Set.of("musical", "reservation", "customercenter"));
        }
    }

    private static void execute(EmbeddedServer server, String sql) throws Exception {
        try (Connection connection = server.admin().connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
