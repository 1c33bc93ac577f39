package outerpark.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import outerpark.machine.DataFolder;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.EmbeddedServer;
import outerpark.machine.Marker;
import outerpark.machine.PostgresData;
import outerpark.machine.ServiceRoles;
import outerpark.machine.console.Refused;

/**
 * The command {@code backup}: writes the whole installation into one {@link BackupFile}, whether it runs or not. All
 * services' tables are read in one transaction, so the file holds one moment of all of them together: what a service
 * has told and what the others have made of it fit each other.
 */
final class Backup {

    /** Somebody who changes the tables themselves is waited for that long. */
    private static final String LOCK_TIMEOUT = "30s";

    private final BackupArguments told;
    private final Marker marker;

    private Backup(BackupArguments told, Marker marker) {
        this.told = told;
        this.marker = marker;
    }

    /** As {@link outerpark.machine.console.Command#run}. */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out) {
        BackupArguments told = BackupArguments.of("backup", arguments, environment);
        Backup backup = new Backup(told, markerIn(told.dataFolder()));
        try {
            Manifest manifest =
                    told.database().isPresent() ? backup.of(told.database().get()) : backup.ofEmbedded();
            out.printf(
                    "Backed up %,d rows as of %s into %s (%,d bytes).%nIt holds the secret of this installation"
                            + " and what customers have told it: keep it as safe as the data.%n",
                    manifest.rows(), manifest.takenAt(), told.file(), Files.size(told.file()));
            return 0;
        } catch (IOException e) {
            throw new Refused("cannot write " + told.file() + ": " + reason(e));
        }
    }

    private static Marker markerIn(Path dataFolder) {
        if (!Marker.isIn(dataFolder)) {
            throw new Refused(
                    "there is no OuterPark in " + dataFolder + " to back up; name its data folder with --data-dir");
        }
        try {
            return Marker.readFrom(dataFolder).requireRunsAs(Marker.Topology.STANDALONE, dataFolder);
        } catch (IOException e) {
            throw new Refused("the data folder " + dataFolder + " cannot be read: " + reason(e));
        }
    }

    /** A server that runs is asked while it runs; one that does not is started for as long as it takes. */
    private Manifest ofEmbedded() throws IOException {
        Optional<DataFolder> unused = DataFolder.openUnlessInUse(told.dataFolder());
        if (unused.isEmpty()) {
            return of(running());
        }
        try (DataFolder folder = unused.get()) {
            if (!PostgresData.areIn(folder)) {
                throw new Refused("the data folder " + folder.path() + " has no database of its own to back up;"
                        + " if it is an external one, name it with --database-url");
            }
            try (EmbeddedServer server = EmbeddedServer.start(folder)) {
                return of(server.admin());
            }
        }
    }

    private DatabaseAddress running() throws IOException {
        try {
            Path url = told.dataFolder().resolve(EmbeddedServer.URL_FILE);
            return DatabaseAddress.parse(Files.readString(url).strip());
        } catch (NoSuchFileException e) {
            throw new Refused("the data folder " + told.dataFolder() + " is in use, but its database does not run now;"
                    + " try again when the OuterPark there is ready, or name an external database with --database-url");
        }
    }

    private Manifest of(DatabaseAddress admin) throws IOException {
        if (marker.database() == Marker.Database.RESTORING) {
            throw new Refused("a backup is being restored into " + told.dataFolder() + "; there is nothing whole yet");
        }
        try (Connection connection = admin.connect();
                BackupFile.Writer file = new BackupFile.Writer(told.file())) {
            if (!ServiceRoles.areOf(marker.installation(), connection)) {
                throw new Refused("the database (%s) is not that of the data folder %s, or it was never started with it"
                        .formatted(admin, told.dataFolder()));
            }
            List<Schema> schemas = lockTables(connection);
            Manifest manifest = copy(connection, schemas, file);
            connection.rollback();
            file.seal(manifest);
            return manifest;
        } catch (SQLException e) {
            throw ServiceRoles.refused(admin, e);
        }
    }

    /**
     * Begins the transaction. Locking comes before its snapshot, which the first SELECT takes: so nobody has changed a
     * table itself in between, whose older rows the snapshot would miss.
     */
    private static List<Schema> lockTables(Connection connection) throws SQLException {
        List<Schema> before = schemas(connection);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        execute(connection, "SET LOCAL lock_timeout = '" + LOCK_TIMEOUT + "'");
        for (Schema schema : before) {
            execute(connection, "SET LOCAL ROLE " + schema.service());
            for (Schema.Table table : schema.tables()) {
                execute(connection, "LOCK TABLE " + schema.qualified(table.name()) + " IN ACCESS SHARE MODE");
            }
        }
        List<Schema> locked = schemas(connection);
        if (!tablesOf(locked).equals(tablesOf(before))) {
            throw new Refused("the database is being migrated; try again when the OuterPark that does so is ready");
        }
        return locked;
    }

    private static List<Schema> schemas(Connection connection) throws SQLException {
        List<Schema> schemas = new ArrayList<>();
        for (String service : ServiceRoles.SERVICES) {
            schemas.add(Schema.of(service, connection));
        }
        return schemas;
    }

    private static List<List<Schema.Table>> tablesOf(List<Schema> schemas) {
        return schemas.stream().map(Schema::tables).toList();
    }

    private Manifest copy(Connection connection, List<Schema> schemas, BackupFile.Writer file)
            throws SQLException, IOException {
        String takenAt =
                answer(connection, "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
        List<Manifest.Service> services = new ArrayList<>();
        for (Schema schema : schemas) {
            execute(connection, "SET LOCAL ROLE " + schema.service());
            services.add(copy(connection, schema, file));
        }
        return new Manifest(
                Manifest.FORMAT,
                takenAt,
                answer(connection, "SHOW server_version"),
                marker.secret(),
                marker.managerPasswordHash(),
                services);
    }

    private static Manifest.Service copy(Connection connection, Schema schema, BackupFile.Writer file)
            throws SQLException, IOException {
        String service = schema.service();
        List<String> migrations = Migrations.applied(connection, service);
        if (migrations.isEmpty()) {
            throw new Refused("the database has no data of " + service + " yet; start OuterPark on it once");
        }
        CopyManager copies = new CopyManager(connection.unwrap(BaseConnection.class));
        List<Manifest.Table> tables = new ArrayList<>();
        for (Schema.Table table : schema.tables()) {
            String rows =
                    "COPY (SELECT %s FROM %s) TO STDOUT".formatted(table.columnList(), schema.qualified(table.name()));
            long count = file.add(service, table.name(), out -> copies.copyOut(rows, out));
            tables.add(new Manifest.Table(table.name(), table.columns(), count));
        }
        // Sequences know no transactions: read after the rows were, they are past every id in them.
        return new Manifest.Service(service, migrations, schema.days(), tables, sequences(connection, schema));
    }

    private static List<Manifest.Sequence> sequences(Connection connection, Schema schema) throws SQLException {
        List<Manifest.Sequence> sequences = new ArrayList<>();
        for (String name : schema.sequences()) {
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT last_value, is_called FROM " + schema.qualified(name))) {
                row.next();
                sequences.add(new Manifest.Sequence(name, row.getLong(1), row.getBoolean(2)));
            }
        }
        return sequences;
    }

    private static String answer(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such folder";
        }
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return reason == null ? e.toString() : reason;
    }
}
