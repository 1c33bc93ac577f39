package outerpark.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import outerpark.machine.console.Refused;

/** The files of an embedded server, looked at before anything is done with them. */
public record PostgresData(Path path) {

    /** PostgreSQL's major version that this build brings along; a server reads no other's files. */
    public static final String MAJOR = "18";

    /** Folders that a server's data always have; some copying tools lose those that are empty. */
    private static final List<String> FOLDERS = List.of(
            "base",
            "global",
            "pg_commit_ts",
            "pg_dynshmem",
            "pg_logical",
            "pg_multixact",
            "pg_notify",
            "pg_replslot",
            "pg_serial",
            "pg_snapshots",
            "pg_stat",
            "pg_subtrans",
            "pg_tblspc",
            "pg_twophase",
            "pg_wal",
            "pg_xact");

    private static final String CONTROL = "global/pg_control";
    private static final List<String> FILES = List.of("PG_VERSION", CONTROL);

    private static final List<String> NEVER_EMPTY = List.of("base", "pg_wal", "pg_xact");

    /**
     * Those of a data folder, if it has any; they are whole, and this build's server can read them.
     *
     * @throws Refused if not, or if there must be some and there are none
     */
    public static boolean areIn(DataFolder folder) {
        PostgresData data = new PostgresData(folder.postgres());
        if (folder.marker().database() == Marker.Database.EXTERNAL) {
            throw new Refused("the data folder " + folder.path() + " belongs to an external database;"
                    + " name that one with --database-url");
        }
        if (Files.exists(data.path)) {
            data.requireWhole();
            data.requireKept(folder.marker().systemIdentifier());
            return true;
        }
        if (folder.marker().database() == Marker.Database.MADE) {
            throw new Refused("the database of the data folder " + folder.path() + " is gone: " + data.path
                    + " is missing; bring it back from a backup");
        }
        if (isOfUnnotedDatabase(folder.marker())) {
            throw new Refused("the data folder " + folder.path() + " was used with a database that is not in it;"
                    + " if it is an external one, name it with --database-url, else bring back " + data.path
                    + " from a backup");
        }
        return false;
    }

    /** The manager's password is kept when all is ready, or, if it was given, at the first start at the latest. */
    private static boolean isOfUnnotedDatabase(Marker marker) {
        return marker.database() == Marker.Database.UNKNOWN
                && marker.managerPasswordHash().isPresent();
    }

    private void requireWhole() {
        List<String> missing = Stream.of(
                        FILES.stream().filter(name -> !Files.isRegularFile(path.resolve(name))),
                        FOLDERS.stream().filter(name -> !Files.isDirectory(path.resolve(name))),
                        NEVER_EMPTY.stream().filter(name -> isEmptyFolder(path.resolve(name))))
                .flatMap(names -> names)
                .toList();
        if (!missing.isEmpty()) {
            throw new Refused("the database in %s is not whole: nothing is there of %s; bring it back from a backup"
                    .formatted(path, String.join(", ", missing)));
        }
        String major = major();
        if (!major.equals(MAJOR)) {
            throw new Refused("the database in %s was made by PostgreSQL %s, and this OuterPark brings %s;"
                            .formatted(path, major, MAJOR)
                    + " back it up with the OuterPark that made it (./outerpark backup FILE),"
                    + " then restore it with this one into a new folder (./outerpark restore FILE --data-dir FOLDER)");
        }
    }

    private void requireKept(Optional<String> kept) {
        if (kept.isPresent() && !kept.get().equals(systemIdentifier())) {
            throw new Refused("the database in " + path + " is not the one that belongs to this data folder;"
                    + " bring that back from a backup");
        }
    }

    /** What PostgreSQL tells its data from all others by: the first eight bytes of its control file. */
    public String systemIdentifier() {
        try (InputStream control = Files.newInputStream(path.resolve(CONTROL))) {
            ByteBuffer identifier =
                    ByteBuffer.wrap(control.readNBytes(Long.BYTES)).order(ByteOrder.nativeOrder());
            return Long.toUnsignedString(identifier.getLong());
        } catch (BufferUnderflowException e) {
            throw new Refused("the database in %s is not whole: %s is cut short; bring it back from a backup"
                    .formatted(path, CONTROL));
        } catch (IOException e) {
            throw new Refused("the database in " + path + " cannot be read: " + e.getMessage());
        }
    }

    private String major() {
        try {
            return Files.readString(path.resolve("PG_VERSION")).strip();
        } catch (IOException e) {
            throw new Refused("the database in " + path + " cannot be read: " + e.getMessage());
        }
    }

    private static boolean isEmptyFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            throw new Refused("the database in " + folder + " cannot be read: " + e.getMessage());
        }
    }
}
