package outerpark.common.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Inserts rows whose keys are nearly always free. {@code ON CONFLICT} looks at every key before and marks every row
 * twice, which costs a quarter of the insert; this one pays only when a key is taken.
 */
public final class OptimisticInsert {

    private static final String UNIQUE_VIOLATION = "23505";

    private OptimisticInsert() {}

    /**
     * Inserts those rows whose keys are free.
     *
     * @param insert without an {@code ON CONFLICT}
     * @param idColumn that tells the rows apart
     * @param ids of all rows
     * @param columns what the statement takes
     * @return the ids of those inserted
     */
    public static Set<UUID> insertFree(
            Connection connection, String insert, String idColumn, Collection<UUID> ids, Array... columns)
            throws SQLException {
        if (tryAll(connection, insert, columns)) {
            return Set.copyOf(ids);
        }
        try (PreparedStatement each =
                connection.prepareStatement(insert + " ON CONFLICT DO NOTHING RETURNING " + idColumn)) {
            for (int i = 0; i < columns.length; i++) {
                each.setArray(i + 1, columns[i]);
            }
            Set<UUID> inserted = new HashSet<>();
            try (ResultSet row = each.executeQuery()) {
                while (row.next()) {
                    inserted.add(row.getObject(1, UUID.class));
                }
            }
            return inserted;
        }
    }

    /** Inserts all rows, or none if a key of any is taken: then the transaction is as it was before. */
    private static boolean tryAll(Connection connection, String insert, Array... columns) throws SQLException {
        try {
            new RoundTrip(connection)
                    .add("SAVEPOINT before_insert")
                    .add(insert, columns)
                    .execute();
            return true;
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            new RoundTrip(connection).add("ROLLBACK TO SAVEPOINT before_insert").execute();
            return false;
        }
    }
}
