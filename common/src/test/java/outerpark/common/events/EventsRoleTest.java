package outerpark.common.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;

/** The role that carries events may read the outbox and whether it is whole, and nothing else. */
class EventsRoleTest {

    private static final Database DATABASE = TestPostgres.database("probe", "db/events");
    private static final DataSource EVENTS = TestPostgres.events(DATABASE);

    @BeforeAll
    static void tellOneEvent() {
        Stories.execute(DATABASE, "CREATE TABLE customer (name text)");
        DATABASE.run(t -> new Outbox(DATABASE, new EventSignals()).append(t, Stories.events(1)));
    }

    @Test
    void itMayReadTheOutboxAndWhetherItIsWhole() {
        OutboxReader reader = new OutboxReader(EVENTS);
        assertThat(reader.after("probe", 0, 10)).hasSize(1);
        assertThat(reader.isWhole("probe")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM probe.event_cursor",
                "SELECT * FROM probe.dead_letter",
                "SELECT * FROM probe.customer",
                "INSERT INTO probe.outbox SELECT * FROM probe.outbox",
                "UPDATE probe.outbox SET type = ''",
                "DELETE FROM probe.outbox",
                "TRUNCATE probe.outbox",
                "SELECT nextval('probe.outbox_id')",
                "SELECT setval('probe.outbox_id', 1)",
                "DELETE FROM probe.outbox_cut",
                "SELECT probe.outbox_create_day('2031-01-01')",
                "CREATE TABLE probe.mine (id int)"
            })
    void itMayDoNothingElse(String statement) throws Exception {
        try (Connection events = EVENTS.getConnection()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> Stories.execute(events, statement))
                    .extracting(SQLException::getSQLState)
                    .isIn("42501", "3F000"); // insufficient privilege; without a schema of its own nothing to create in
        }
    }
}
