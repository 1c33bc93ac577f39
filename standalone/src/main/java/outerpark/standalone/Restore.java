package outerpark.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import outerpark.machine.DataFolder;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.EmbeddedServer;
import outerpark.machine.InstanceLock;
import outerpark.machine.Marker;
import outerpark.machine.ServiceRoles;
import outerpark.machine.StopSignal;
import outerpark.machine.console.Refused;

/**
 * The command {@code restore}: makes a new installation out of a {@link BackupFile}, as it was at the moment of the
 * backup: the same secret, the same rows, every event channel at its place. The schemas are brought to the versions
 * that they had; the next start brings them to its own. So data of an older OuterPark or PostgreSQL get into a newer.
 *
 * <p>Nothing that is there is ever written over. The folder says that it is being restored until all of it is there.
 */
final class Restore {

    private final BackupFile file;
    private final DataFolder folder;

    private Restore(BackupFile file, DataFolder folder) {
        this.file = file;
        this.folder = folder;
    }

    /** As {@link outerpark.machine.console.Command#run}. */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out) {
        BackupArguments told = BackupArguments.of("restore", arguments, environment);
        try (BackupFile file = BackupFile.open(told.file())) {
            Manifest manifest = file.manifest();
            for (Manifest.Service service : manifest.services()) {
                if (!ServiceRoles.SERVICES.contains(service.name())) {
                    throw new Refused("%s has data of %s, which this OuterPark does not know"
                            .formatted(told.file(), service.name()));
                }
                Migrations.requireKnown(service.name(), service.migrations(), "the data in " + told.file());
            }
            Marker marker = Marker.restoring(manifest.secret(), manifest.managerPasswordHash());
            told.database().ifPresent(admin -> requireEmpty(admin, marker.installation()));
            try (DataFolder folder = DataFolder.make(told.dataFolder(), marker)) {
                new Restore(file, folder).into(told);
            }
            out.printf("Restored %,d rows as of %s into %s.%n", manifest.rows(), manifest.takenAt(), told.dataFolder());
            return 0;
        } catch (IOException e) {
            throw new Refused("cannot read " + told.file() + ": " + e.getMessage());
        }
    }

    private void into(BackupArguments told) {
        try {
            if (told.database().isPresent()) {
                load(told.database().get());
                folder.keepDatabase(Marker.Database.EXTERNAL);
            } else {
                try (EmbeddedServer server = EmbeddedServer.start(folder)) {
                    load(server.admin());
                }
                folder.keepDatabase(Marker.Database.MADE);
            }
        } catch (Refused e) {
            throw notToItsEnd(e.line());
        } catch (SQLException | IOException | FlywayException e) {
            throw notToItsEnd(String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    private Refused notToItsEnd(String reason) {
        return new Refused(
                "%s; the backup is not restored: delete %s before you try again".formatted(reason, folder.path()));
    }

    /** @throws Refused if it has a schema of ours, or its server a role of another installation */
    private static void requireEmpty(DatabaseAddress admin, String installation) {
        try (Connection connection = admin.connect();
                PreparedStatement select =
                        connection.prepareStatement("SELECT nspname FROM pg_namespace WHERE nspname = ANY (?)")) {
            ServiceRoles.requireNoneOfOthers(installation, connection);
            select.setArray(1, connection.createArrayOf("text", ServiceRoles.SERVICES.toArray()));
            try (ResultSet found = select.executeQuery()) {
                if (found.next()) {
                    throw new Refused("the database (%s) has a schema %s already, and a backup never replaces anything;"
                                    .formatted(admin, found.getString(1))
                            + " restore into an empty database");
                }
            }
        } catch (SQLException e) {
            throw ServiceRoles.refused(admin, e);
        }
    }

    private void load(DatabaseAddress admin) throws SQLException, IOException {
        try (InstanceLock _ = InstanceLock.take(admin)) {
            ServiceRoles.prepare(admin, folder.installation(), folder::passwordOfRole);
            for (Manifest.Service service : file.manifest().services()) {
                StopSignal.goOnUnlessRaised();
                DatabaseAddress role = admin.as(service.name(), folder.passwordOfRole(service.name()));
                Migrations.migrate(role, service.name(), service.migrations().getLast());
            }
            try (Connection connection = admin.connect()) {
                connection.setAutoCommit(false);
                for (Manifest.Service service : file.manifest().services()) {
                    load(service, connection);
                }
                StopSignal.goOnUnlessRaised();
                connection.commit();
            }
        }
    }

    private void load(Manifest.Service service, Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL ROLE " + service.name());
            statement.execute("SET LOCAL search_path = " + service.name());
            makeDays(service, connection);
            Schema schema = Schema.of(service.name(), connection);
            requireSameShape(service, schema);
            // A migration may have put rows of its own there, which the backup has as they became.
            statement.execute("TRUNCATE "
                    + schema.tables().stream()
                            .map(table -> Schema.quoted(table.name()))
                            .collect(Collectors.joining(", ")));
            for (Schema.Table table : schema.tables()) {
                load(service, table, connection, statement);
            }
            setSequences(service, schema, connection);
        }
    }

    /** A day's partition of the outbox is made by the schema's own function, as it always is. */
    private static void makeDays(Manifest.Service service, Connection connection) throws SQLException {
        try (PreparedStatement make = connection.prepareStatement("SELECT outbox_create_day(to_date(?, 'YYYYMMDD'))")) {
            for (String day : service.days()) {
                make.setString(1, day);
                make.execute();
            }
        }
    }

    /** Each table after those that it refers to; a trigger has done what it does when the row was first written. */
    private void load(Manifest.Service service, Schema.Table table, Connection connection, Statement statement)
            throws SQLException, IOException {
        CopyManager copies = new CopyManager(connection.unwrap(BaseConnection.class));
        String name = Schema.quoted(table.name());
        statement.execute("ALTER TABLE " + name + " DISABLE TRIGGER USER");
        try (InputStream rows = file.rows(service.name(), table.name())) {
            long loaded = copies.copyIn("COPY %s (%s) FROM STDIN".formatted(name, table.columnList()), rows);
            long expected = service.tables().stream()
                    .filter(each -> each.name().equals(table.name()))
                    .mapToLong(Manifest.Table::rows)
                    .sum();
            if (loaded != expected) {
                throw new IOException("of %d rows of %s.%s, %d were loaded"
                        .formatted(expected, service.name(), table.name(), loaded));
            }
        }
        statement.execute("ALTER TABLE " + name + " ENABLE TRIGGER USER");
    }

    private static void setSequences(Manifest.Service service, Schema schema, Connection connection)
            throws SQLException {
        try (PreparedStatement set = connection.prepareStatement("SELECT setval(?::regclass, ?, ?)")) {
            for (Manifest.Sequence sequence : service.sequences()) {
                set.setString(1, schema.qualified(sequence.name()));
                set.setLong(2, sequence.lastValue());
                set.setBoolean(3, sequence.called());
                set.execute();
            }
        }
    }

    /** The names in the file are used in SQL only if they are the schema's own. */
    private static void requireSameShape(Manifest.Service service, Schema schema) throws IOException {
        Set<Schema.Table> tables = new HashSet<>();
        service.tables().forEach(table -> tables.add(new Schema.Table(table.name(), table.columns())));
        if (!tables.equals(Set.copyOf(schema.tables()))
                || !service.days().equals(schema.days())
                || !service.sequences().stream()
                        .map(Manifest.Sequence::name)
                        .toList()
                        .equals(schema.sequences())) {
            throw new IOException("the schema " + service.name() + " of the backup is not that of its migrations");
        }
    }
}
