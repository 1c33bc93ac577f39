package outerpark.standalone;

import io.quarkus.runtime.util.ClassPathUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.ServiceRoles;
import outerpark.machine.console.Refused;

/** The migrations of the services' schemas: those that this program brings, and those that a database has had. */
final class Migrations {

    /** Where Flyway keeps what it has done, in each schema. */
    static final String HISTORY = "flyway_schema_history";

    private static final Pattern FILE = Pattern.compile("V(?<version>[0-9.]+)__\\w+\\.sql");

    private Migrations() {}

    /** The versions that this program brings for the service's schema, in their order. */
    static Set<MigrationVersion> known(String service) {
        Set<MigrationVersion> known = new TreeSet<>();
        for (String place : places(service)) {
            try {
                ClassPathUtils.consumeAsPaths(place, folder -> addVersionsIn(folder, known));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (known.isEmpty()) {
            throw new IllegalStateException("no migrations for " + service + " on the class path");
        }
        return known;
    }

    /** The versions that the service's schema in that database has had, in their order; none if it has no tables. */
    static List<String> applied(Connection connection, String service) throws SQLException {
        List<String> applied = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            String history = service + "." + HISTORY;
            try (ResultSet found = statement.executeQuery("SELECT to_regclass('" + history + "') IS NOT NULL")) {
                found.next();
                if (!found.getBoolean(1)) {
                    return applied;
                }
            }
            try (ResultSet rows = statement.executeQuery("SELECT version FROM " + history
                    + " WHERE success AND version IS NOT NULL ORDER BY installed_rank")) {
                while (rows.next()) {
                    applied.add(rows.getString(1));
                }
            }
        }
        return applied;
    }

    /**
     * Flyway itself would let an old program loose on a newer one's data.
     *
     * @return the services whose schemas have had all that this program brings
     * @throws Refused if a schema has had a migration that this program does not bring
     */
    static Set<String> requireKnown(DatabaseAddress admin) {
        Set<String> upToDate = new HashSet<>();
        try (Connection connection = admin.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String service : ServiceRoles.SERVICES) {
                statement.execute("SET LOCAL ROLE " + service);
                List<String> applied = applied(connection, service);
                requireKnown(service, applied, "the data");
                if (versions(applied).equals(known(service))) {
                    upToDate.add(service);
                }
            }
            return upToDate;
        } catch (SQLException e) {
            throw ServiceRoles.refused(admin, e);
        }
    }

    /** @throws Refused if {@code what} has had a migration that this program does not bring */
    static void requireKnown(String service, Collection<String> applied, String what) {
        Set<MigrationVersion> known = known(service);
        for (String version : applied) {
            if (!known.contains(MigrationVersion.fromVersion(version))) {
                throw new Refused("%s were written by a newer OuterPark: %s is at %s, which this one does not know;"
                                .formatted(what, service, version)
                        + " use that one, or a newer one");
            }
        }
    }

    private static Set<MigrationVersion> versions(Collection<String> applied) {
        return applied.stream().map(MigrationVersion::fromVersion).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Brings the service's schema, through its own role, to that version and no further. */
    static void migrate(DatabaseAddress role, String service, String version) {
        Flyway.configure()
                .dataSource(role.urlWith(), role.user(), role.password())
                .locations(places(service).toArray(String[]::new))
                .target(MigrationVersion.fromVersion(version))
                .load()
                .migrate();
    }

    private static List<String> places(String service) {
        return List.of("db/events", "db/" + service);
    }

    private static void addVersionsIn(Path folder, Set<MigrationVersion> known) {
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> FILE.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .map(name -> MigrationVersion.fromVersion(name.group("version")))
                    .forEach(known::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
