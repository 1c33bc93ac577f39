package outerpark.common.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;

/** What is sent is what the server understands: it says each value as its own text. */
class SqlArraysTest {

    private static final Database DATABASE = TestPostgres.database("arrays", "db/events");

    @FunctionalInterface
    private interface Encoder<V> {
        Array encode(Connection c, Collection<V> rows, Function<V, @Nullable V> column) throws SQLException;
    }

    @Test
    void uuids() {
        UUID high = UUID.fromString("ffffffff-ffff-7fff-bfff-ffffffffffff");
        UUID some = UUID.fromString("01a22355-9e25-727b-9a2a-553db4c403d1");

        assertThat(understood("uuid", SqlArrays::uuids, some, null, high, new UUID(0, 0)))
                .containsExactly(some.toString(), null, high.toString(), "00000000-0000-0000-0000-000000000000");
    }

    @Test
    void texts() {
        String[] texts = {"", null, "NULL", "{\"a\", 'b'}\\", "표 두 장 🎭", "line\nline"};

        assertThat(understood("text", SqlArrays::texts, texts)).containsExactly(texts);
    }

    @Test
    void numbers() {
        assertThat(understood("int8", SqlArrays::bigints, Long.MIN_VALUE, null, -1L, Long.MAX_VALUE))
                .containsExactly("-9223372036854775808", null, "-1", "9223372036854775807");
        assertThat(understood("int4", SqlArrays::ints, Integer.MIN_VALUE, null, 0, Integer.MAX_VALUE))
                .containsExactly("-2147483648", null, "0", "2147483647");
    }

    @Test
    void bools() {
        assertThat(understood("bool", SqlArrays::bools, true, null, false)).containsExactly("true", null, "false");
    }

    @Test
    void instants() {
        assertThat(understood(
                        "timestamptz",
                        SqlArrays::instants,
                        Instant.parse("2026-11-28T18:15:00.123456Z"),
                        null,
                        Instant.EPOCH,
                        Instant.parse("2000-01-01T00:00:00Z"),
                        Instant.parse("1969-12-31T23:59:59.999999999Z"),
                        Instant.parse("9999-12-31T23:59:59.999999Z")))
                .as("nothing later than it was, and nothing lost down to the microsecond")
                .containsExactly(
                        "2026-11-28 18:15:00.123456+00",
                        null,
                        "1970-01-01 00:00:00+00",
                        "2000-01-01 00:00:00+00",
                        "1969-12-31 23:59:59.999999+00",
                        "9999-12-31 23:59:59.999999+00");
    }

    @Test
    void anEmptyColumnHasNoValues() {
        assertThat(understood("uuid", SqlArrays::uuids, new UUID[0])).isEmpty();
        assertThat(understood("text", SqlArrays::texts, new String[0])).isEmpty();
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <V> List<@Nullable String> understood(String type, Encoder<V> encoder, @Nullable V... values) {
        return DATABASE.write(transaction -> {
            Connection c = transaction.connection();
            try (PreparedStatement zone = c.prepareStatement("SET LOCAL timezone = 'UTC'")) {
                zone.execute();
            }
            try (PreparedStatement select = c.prepareStatement(
                    "SELECT value::text FROM unnest(?::" + type + "[]) WITH ORDINALITY AS t (value, n) ORDER BY n")) {
                select.setArray(1, encoder.encode(c, Arrays.asList(values), value -> value));
                List<@Nullable String> understood = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        understood.add(row.getString(1));
                    }
                }
                return understood;
            }
        });
    }
}
