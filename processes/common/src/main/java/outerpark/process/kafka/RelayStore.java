package outerpark.process.kafka;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import outerpark.common.database.Database;
import outerpark.common.events.RawEvent;

/** A service's table {@code relay}, and its outbox as the relay reads it. */
final class RelayStore {

    /** Those beyond are not counted: it would take ever longer, just when there is trouble enough. */
    private static final int COUNT_MAX = 100_000;

    /** For the disk: a move that a crash of the database takes back is made again. A new epoch does wait. */
    private static final String WITHOUT_WAITING = "FROM set_config('synchronous_commit', 'off', true)";

    private final Database database;

    RelayStore(Database database) {
        this.database = database;
    }

    /** An event of the outbox. */
    record Row(long position, RawEvent event) {}

    /**
     * Where publishing stands.
     *
     * @param unpublished how many events are told and not published, {@value #COUNT_MAX} at most
     * @param oldest when the first of them occurred; empty if there is none
     */
    record Standing(long epoch, long unpublished, Optional<Instant> oldest) {}

    /** The name of the service, whose outbox it is. */
    String service() {
        return database.service();
    }

    /**
     * Takes the lease, if nobody has it; returns the new epoch.
     *
     * @param evenFromItself whether a lease of that same holder counts as nobody's: its process has ended
     */
    OptionalLong take(String holder, Duration lease, boolean evenFromItself) {
        return number("""
                UPDATE relay SET epoch = epoch + 1, holder = ?, leased_until = clock_timestamp() + ? * interval '1 ms'
                 WHERE leased_until < clock_timestamp() OR holder = ? AND ?
                RETURNING epoch
                """, statement -> {
            statement.setString(1, holder);
            statement.setLong(2, lease.toMillis());
            statement.setString(3, holder);
            statement.setBoolean(4, evenFromItself);
        });
    }

    /** Keeps the lease and returns how far the outbox is published; empty if the epoch is over. */
    OptionalLong renew(long epoch, Duration lease) {
        return number("""
                UPDATE relay SET leased_until = clock_timestamp() + ? * interval '1 ms' %s
                 WHERE epoch = ? RETURNING position
                """.formatted(WITHOUT_WAITING), statement -> {
            statement.setLong(1, lease.toMillis());
            statement.setLong(2, epoch);
        });
    }

    /** Moves the position and keeps the lease; false, and nothing is moved, if the epoch is over. */
    boolean move(long epoch, long position, Duration lease) {
        return number("""
                UPDATE relay SET position = ?, leased_until = clock_timestamp() + ? * interval '1 ms' %s
                 WHERE epoch = ? RETURNING position
                """.formatted(WITHOUT_WAITING), statement -> {
                    statement.setLong(1, position);
                    statement.setLong(2, lease.toMillis());
                    statement.setLong(3, epoch);
                })
                .isPresent();
    }

    /** Gives the lease up, if the epoch is not over. */
    void release(long epoch) {
        number("UPDATE relay SET leased_until = '-infinity' WHERE epoch = ? RETURNING epoch", statement -> {
            statement.setLong(1, epoch);
        });
    }

    /** The events of the outbox behind that position, in order. */
    List<Row> after(long position, int limit) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT id, " + RawEvent.COLUMNS + " FROM outbox WHERE id > ? ORDER BY id LIMIT ?")) {
                select.setLong(1, position);
                select.setInt(2, limit);
                List<Row> rows = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        rows.add(new Row(row.getLong("id"), RawEvent.of(row)));
                    }
                }
                return rows;
            }
        });
    }

    /** How far the outbox is published, whoever is the relay. */
    long position() {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT position FROM relay");
                    ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    Standing standing() {
        return database.read(RelayStore::standing);
    }

    private static Standing standing(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                        SELECT epoch,
                               (SELECT count(*) FROM (SELECT FROM outbox WHERE id > position LIMIT ?) AS waiting),
                               (SELECT occurred_at FROM outbox WHERE id > position ORDER BY id LIMIT 1)
                          FROM relay
                        """)) {
            select.setInt(1, COUNT_MAX);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Standing(
                        row.getLong(1),
                        row.getLong(2),
                        Optional.ofNullable(row.getTimestamp(3)).map(Timestamp::toInstant));
            }
        }
    }

    /** Sets a statement's parameters. */
    @FunctionalInterface
    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    /** Changes the one row, if its condition holds, and returns the number that it returns. */
    private OptionalLong number(String update, Parameters parameters) {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(update)) {
                parameters.set(statement);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
                }
            }
        });
    }
}
