package outerpark.common.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Turns one column of many rows into an SQL array, for {@code unnest}: a batch is one statement.
 *
 * <p>The values travel in PostgreSQL's binary form (its {@code array_send} and the {@code send} function of each type):
 * the driver would write most of them as text, which it has to escape and the server to parse, value by value.
 */
public final class SqlArrays {

    /** PostgreSQL counts time from 2000-01-01, in microseconds. */
    private static final long EPOCH_SECOND =
            Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

    private static final int NULL_LENGTH = -1;
    /** Dimensions, whether there are nulls, the elements' type, the length, and the first index. */
    private static final int HEADER_BYTES = 5 * Integer.BYTES;

    private SqlArrays() {}

    public static <R> Array uuids(Connection c, Collection<R> rows, Function<R, @Nullable UUID> column)
            throws SQLException {
        return fixed(
                c,
                Oid.UUID_ARRAY,
                Oid.UUID,
                2 * Long.BYTES,
                rows,
                column,
                (uuid, to) -> to.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()));
    }

    public static <R> Array texts(Connection c, Collection<R> rows, Function<R, @Nullable String> column)
            throws SQLException {
        byte @Nullable [][] texts = new byte @Nullable [rows.size()][];
        int bytes = 0;
        int i = 0;
        for (R row : rows) {
            String text = column.apply(row);
            if (text != null) {
                texts[i] = text.getBytes(StandardCharsets.UTF_8);
                bytes += texts[i].length;
            }
            i++;
        }
        ByteBuffer to = begin(Oid.TEXT, rows.size(), bytes);
        for (byte[] text : texts) {
            if (text == null) {
                to.putInt(NULL_LENGTH);
            } else {
                to.putInt(text.length).put(text);
            }
        }
        return array(c, Oid.TEXT_ARRAY, to);
    }

    public static <R> Array bigints(Connection c, Collection<R> rows, Function<R, @Nullable Long> column)
            throws SQLException {
        return fixed(c, Oid.INT8_ARRAY, Oid.INT8, Long.BYTES, rows, column, (value, to) -> to.putLong(value));
    }

    public static <R> Array ints(Connection c, Collection<R> rows, Function<R, @Nullable Integer> column)
            throws SQLException {
        return fixed(c, Oid.INT4_ARRAY, Oid.INT4, Integer.BYTES, rows, column, (value, to) -> to.putInt(value));
    }

    public static <R> Array bools(Connection c, Collection<R> rows, Function<R, @Nullable Boolean> column)
            throws SQLException {
        return fixed(
                c, Oid.BOOL_ARRAY, Oid.BOOL, Byte.BYTES, rows, column, (value, to) -> to.put((byte) (value ? 1 : 0)));
    }

    /** Rounded down to microseconds, which is all that PostgreSQL keeps. */
    public static <R> Array instants(Connection c, Collection<R> rows, Function<R, @Nullable Instant> column)
            throws SQLException {
        return fixed(
                c,
                Oid.TIMESTAMPTZ_ARRAY,
                Oid.TIMESTAMPTZ,
                Long.BYTES,
                rows,
                column,
                (instant, to) -> to.putLong(microsecondsOf(instant)));
    }

    private static long microsecondsOf(Instant instant) {
        long seconds = Math.subtractExact(instant.getEpochSecond(), EPOCH_SECOND);
        return Math.addExact(Math.multiplyExact(seconds, 1_000_000L), instant.getNano() / 1_000);
    }

    /** Writes one value that is not null. */
    @FunctionalInterface
    private interface Writer<V> {
        void write(V value, ByteBuffer to);
    }

    private static <R, V> Array fixed(
            Connection c,
            int arrayType,
            int type,
            int valueBytes,
            Collection<R> rows,
            Function<R, @Nullable V> column,
            Writer<V> writer)
            throws SQLException {
        ByteBuffer to = begin(type, rows.size(), rows.size() * valueBytes);
        for (R row : rows) {
            V value = column.apply(row);
            if (value == null) {
                to.putInt(NULL_LENGTH);
            } else {
                to.putInt(valueBytes);
                writer.write(value, to);
            }
        }
        return array(c, arrayType, to);
    }

    /** An array that is about to have {@code size} values of {@code valueBytes} in all, at most. */
    private static ByteBuffer begin(int type, int size, int valueBytes) {
        ByteBuffer to = ByteBuffer.allocate(HEADER_BYTES + size * Integer.BYTES + valueBytes);
        int dimensions = size == 0 ? 0 : 1;
        to.putInt(dimensions).putInt(0).putInt(type);
        return dimensions == 0 ? to : to.putInt(size).putInt(1);
    }

    private static Array array(Connection c, int arrayType, ByteBuffer written) throws SQLException {
        byte[] bytes = new byte[written.flip().remaining()];
        written.get(bytes);
        return new PgArray(c.unwrap(BaseConnection.class), arrayType, bytes);
    }
}
