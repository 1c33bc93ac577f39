package outerpark.common;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import outerpark.common.database.Database;
import outerpark.common.events.OutboxDays;

/** A real PostgreSQL for tests: one server for the whole test run of a module, a new database for each asking. */
public final class TestPostgres {

    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Map<Database, String> NAMES = new ConcurrentHashMap<>();
    private static final Map<String, String> TEMPLATES = new ConcurrentHashMap<>();
    private static final int POOL_MAX = 16;
    /** The pools of tests that are over must not use up the server's connections. */
    private static final Duration IDLE_MAX = Duration.ofSeconds(2);

    private TestPostgres() {}

    /** An empty, migrated schema of the service, through the service's role. */
    public static Database database(String service, String... migrations) {
        String template = TEMPLATES.computeIfAbsent(
                service + " " + String.join(" ", migrations), places -> template(service, migrations));
        String name = nextName();
        admin("postgres", "CREATE DATABASE " + name + " TEMPLATE " + template);
        Database database = new Database(service, pool(name, service));
        NAMES.put(database, name);
        OutboxDays.turn(database, Optional.empty(), everything -> Long.MAX_VALUE);
        return database;
    }

    /** A database to be copied: migrating takes longer than copying. */
    private static String template(String service, String... migrations) {
        String name = nextName();
        admin("postgres", "CREATE DATABASE " + name);
        role(service);
        role("events");
        admin(
                name,
                "CREATE SCHEMA " + service + " AUTHORIZATION " + service,
                "ALTER ROLE " + service + " SET search_path = " + service,
                "ALTER ROLE " + service + " SET synchronous_commit = on");
        try (AgroalDataSource dataSource = pool(name, service)) {
            Flyway.configure()
                    .dataSource(dataSource)
                    .locations(Stream.of(migrations)
                            .map(place -> "classpath:" + place)
                            .toArray(String[]::new))
                    .load()
                    .migrate();
        }
        return name;
    }

    /** The same database through the role {@code events}, which may read its outbox. */
    public static DataSource events(Database database) {
        return pool(name(database), "events");
    }

    /** The same database through another new pool of the service's role, as another instance would have it. */
    public static Database secondInstance(Database database) {
        Database second = new Database(database.service(), pool(name(database), database.service()));
        NAMES.put(second, name(database));
        return second;
    }

    /** As {@link #secondInstance}, but with commits that can be made to fail. */
    public static Database withFaults(Database database, CommitFaults faults) {
        Database faulty = new Database(database.service(), faults.around(pool(name(database), database.service())));
        NAMES.put(faulty, name(database));
        return faulty;
    }

    private static String nextName() {
        return "test_" + DATABASES.incrementAndGet();
    }

    private static String name(Database database) {
        String name = NAMES.get(database);
        if (name == null) {
            throw new IllegalArgumentException("not a database of these tests");
        }
        return name;
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "400")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void role(String role) {
        admin(
                "postgres",
                "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '" + role + "') THEN CREATE ROLE "
                        + role + " LOGIN; END IF; END $$");
    }

    private static void admin(String database, String... statements) {
        try (Connection connection = SERVER.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AgroalDataSource pool(String database, String role) {
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(POOL_MAX)
                            .reapTimeout(IDLE_MAX)
                            .exceptionSorter(new PostgreSQLExceptionSorter()) // as Quarkus sets it
                            .acquisitionTimeout(Duration.ofSeconds(10))
                            .connectionFactoryConfiguration(factory -> factory.jdbcUrl(
                                            "jdbc:postgresql://localhost:" + SERVER.getPort() + "/" + database)
                                    .principal(new NamePrincipal(role))
                                    .credential(new SimplePassword("unchecked")))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
