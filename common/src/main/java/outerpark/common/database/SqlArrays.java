package outerpark.common.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns one column of many rows into an SQL array, for {@code unnest}: a batch is one statement. */
public final class SqlArrays {

    private SqlArrays() {}

    public static <R> Array uuids(Connection c, Collection<R> rows, Function<R, @Nullable UUID> column)
            throws SQLException {
        return array(c, "uuid", rows, column);
    }

    public static <R> Array texts(Connection c, Collection<R> rows, Function<R, @Nullable String> column)
            throws SQLException {
        return array(c, "text", rows, column);
    }

    public static <R> Array bigints(Connection c, Collection<R> rows, Function<R, @Nullable Long> column)
            throws SQLException {
        return array(c, "int8", rows, column);
    }

    public static <R> Array ints(Connection c, Collection<R> rows, Function<R, @Nullable Integer> column)
            throws SQLException {
        return array(c, "int4", rows, column);
    }

    public static <R> Array bools(Connection c, Collection<R> rows, Function<R, @Nullable Boolean> column)
            throws SQLException {
        return array(c, "bool", rows, column);
    }

    public static <R> Array instants(Connection c, Collection<R> rows, Function<R, @Nullable Instant> column)
            throws SQLException {
        // The driver sends an array's values as their text: an Instant's names its zone, a Timestamp's does not.
        return array(c, "timestamptz", rows, column);
    }

    private static <R> Array array(
            Connection c, String type, Collection<R> rows, Function<R, ? extends @Nullable Object> column)
            throws SQLException {
        @Nullable Object[] values = new @Nullable Object[rows.size()];
        int i = 0;
        for (R row : rows) {
            values[i++] = column.apply(row);
        }
        return c.createArrayOf(type, values);
    }
}
