package outerpark.common.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;

class OptimisticInsertTest {

    private static final Database DATABASE = TestPostgres.database("probe", "db/events");
    private static final String INSERT = "INSERT INTO pebble SELECT unnest(?::bigint[])";

    @BeforeEach
    void emptyTable() {
        DATABASE.run(t -> execute(
                t.connection(),
                "DROP TABLE IF EXISTS pebble",
                "CREATE TABLE pebble (id bigint PRIMARY KEY CHECK (id > 0))"));
    }

    @Test
    void allAreInsertedIfAllKeysAreFree() {
        assertThat(tryAll(1, 2)).isTrue();
        assertThat(pebbles()).containsExactly(1L, 2L);
    }

    @Test
    void noneIsInsertedIfOneIsTakenAndTheTransactionGoesOn() {
        assertThat(tryAll(2)).isTrue();
        DATABASE.run(t -> {
            execute(t.connection(), "INSERT INTO pebble VALUES (7)");
            assertThat(OptimisticInsert.tryAll(t.connection(), INSERT, ids(t.connection(), 1, 2, 3)))
                    .isFalse();
            execute(t.connection(), "INSERT INTO pebble VALUES (8)");
        });

        assertThat(pebbles()).containsExactly(2L, 7L, 8L);
    }

    @Test
    void noneIsInsertedIfTwoAreTheSame() {
        assertThat(tryAll(1, 1)).isFalse();
        assertThat(pebbles()).isEmpty();
    }

    @Test
    void whatTheDataForbidIsAnErrorAsEver() {
        assertThatExceptionOfType(NothingWritten.class).isThrownBy(() -> tryAll(-1));
    }

    private static boolean tryAll(long... ids) {
        return DATABASE.write(t -> OptimisticInsert.tryAll(t.connection(), INSERT, ids(t.connection(), ids)));
    }

    private static Array ids(Connection connection, long... ids) throws SQLException {
        List<Long> all = new ArrayList<>();
        for (long id : ids) {
            all.add(id);
        }
        return SqlArrays.bigints(connection, all, id -> id);
    }

    private static List<Long> pebbles() {
        return DATABASE.read(connection -> {
            try (Statement select = connection.createStatement();
                    ResultSet row = select.executeQuery("SELECT id FROM pebble ORDER BY id")) {
                List<Long> ids = new ArrayList<>();
                while (row.next()) {
                    ids.add(row.getLong(1));
                }
                return ids;
            }
        });
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
