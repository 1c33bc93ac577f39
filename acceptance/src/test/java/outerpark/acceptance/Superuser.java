package outerpark.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** The embedded database's superuser, who gets in by {@code data/postgres.url} and may do what the product never does. */
final class Superuser {

    private final Standalone system;

    Superuser(Standalone system) {
        this.system = system;
    }

    /** Runs the statements in one transaction; a single one by itself, as those about the server have to be run. */
    void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            boolean several = statements.length > 1;
            connection.setAutoCommit(!several);
            for (String sql : statements) {
                statement.execute(sql);
            }
            if (several) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Begins a transaction with that statement; it lasts until it is closed. */
    AutoCloseable begun(String sql) throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return connection;
    }

    /** Puts an event into the service's outbox; data is JSON. Returns its id. */
    UUID tell(String service, String type, String subject, String correlationId, String data) {
        UUID eventId = UUID.randomUUID();
        execute("SELECT pg_advisory_xact_lock(hashtext('outbox:" + service + "'))", """
                INSERT INTO %s.outbox (event_id, type, version, subject, revision, occurred_at, correlation_id, data)
                VALUES ('%s', '%s', 1, '%s', 1, now(), '%s', '%s')
                """.formatted(
                        service, eventId, type, subject, correlationId, data));
        return eventId;
    }

    private Connection connect() throws SQLException {
        try {
            URI url = URI.create(Files.readString(system.dataFolder().resolve("postgres.url"))
                    .strip());
            String[] login = url.getUserInfo().split(":", 2);
            return DriverManager.getConnection(
                    "jdbc:postgresql://%s:%d%s".formatted(url.getHost(), url.getPort(), url.getPath()),
                    login[0],
                    login[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
