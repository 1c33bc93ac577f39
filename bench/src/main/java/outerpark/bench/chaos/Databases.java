package outerpark.bench.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.EmbeddedServer;

/** What is done to the databases of a data folder by their superuser. */
final class Databases {

    private final Path data;

    Databases(Path data) {
        this.data = data;
    }

    /** Where its server listens now, as its superuser. */
    DatabaseAddress admin() throws IOException {
        return DatabaseAddress.parse(
                Files.readString(data.resolve(EmbeddedServer.URL_FILE)).strip());
    }

    /** In the product's database. */
    void execute(String sql) throws IOException {
        execute(admin(), sql);
    }

    /** In a database of that server. */
    void executeIn(String database, String sql) throws IOException {
        DatabaseAddress admin = admin();
        String url = admin.jdbcUrl();
        execute(
                new DatabaseAddress(
                        url.substring(0, url.lastIndexOf('/') + 1) + database, admin.user(), admin.password()),
                sql);
    }

    private static void execute(DatabaseAddress address, String sql) throws IOException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
