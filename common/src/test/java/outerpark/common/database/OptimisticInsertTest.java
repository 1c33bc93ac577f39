package outerpark.common.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;

class OptimisticInsertTest {

    private static final Database DATABASE = TestPostgres.database("probe", "db/events");
    private static final String INSERT = "INSERT INTO pebble SELECT unnest(?::uuid[])";

    @BeforeEach
    void emptyTable() {
        DATABASE.run(t -> execute(
                t.connection(),
                "DROP TABLE IF EXISTS pebble",
                "CREATE TABLE pebble (id uuid PRIMARY KEY CHECK (id > '" + id(0) + "'))"));
    }

    @Test
    void allAreInsertedIfAllKeysAreFree() {
        assertThat(insertFree(1, 2)).containsExactlyInAnyOrder(id(1), id(2));
        assertThat(pebbles()).containsExactly(id(1), id(2));
    }

    @Test
    void aTakenOneIsLeftAsItIsAndTheTransactionGoesOn() {
        insertFree(2);
        DATABASE.run(t -> {
            execute(t.connection(), "INSERT INTO pebble VALUES ('" + id(7) + "')");
            assertThat(insertFree(t.connection(), 1, 2, 3)).containsExactlyInAnyOrder(id(1), id(3));
            execute(t.connection(), "INSERT INTO pebble VALUES ('" + id(8) + "')");
        });

        assertThat(pebbles()).containsExactly(id(1), id(2), id(3), id(7), id(8));
    }

    @Test
    void ofTwoThatAreTheSameOneIsInserted() {
        assertThat(insertFree(1, 1)).containsExactly(id(1));
        assertThat(pebbles()).containsExactly(id(1));
    }

    @Test
    void whatTheDataForbidIsAnErrorAsEver() {
        assertThatExceptionOfType(NothingWritten.class).isThrownBy(() -> insertFree(0));
    }

    private static Set<UUID> insertFree(int... numbers) {
        return DATABASE.write(t -> insertFree(t.connection(), numbers));
    }

    private static Set<UUID> insertFree(Connection c, int... numbers) throws SQLException {
        List<UUID> ids =
                Arrays.stream(numbers).mapToObj(OptimisticInsertTest::id).toList();
        return OptimisticInsert.insertFree(c, INSERT, "id", ids, SqlArrays.uuids(c, ids, id -> id));
    }

    private static UUID id(int number) {
        return new UUID(0, number);
    }

    private static List<UUID> pebbles() {
        return DATABASE.read(connection -> {
            try (Statement select = connection.createStatement();
                    ResultSet row = select.executeQuery("SELECT id FROM pebble ORDER BY id")) {
                List<UUID> ids = new ArrayList<>();
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
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
