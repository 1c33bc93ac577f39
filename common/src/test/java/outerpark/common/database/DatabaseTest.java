package outerpark.common.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.common.CommitFaults;
import outerpark.common.TestPostgres;

class DatabaseTest {

    private static final Database DATABASE = TestPostgres.database("probe", "db/events");

    private final CommitFaults faults = new CommitFaults();
    private final Database faulty = TestPostgres.withFaults(DATABASE, faults);
    private final AtomicInteger afterCommit = new AtomicInteger();

    @BeforeEach
    void emptyTable() {
        DATABASE.run(t -> execute(
                t,
                "DROP TABLE IF EXISTS note",
                "CREATE TABLE note (id int CHECK (id > 0), UNIQUE (id) DEFERRABLE INITIALLY DEFERRED)"));
    }

    @Test
    void whatIsWrittenIsThereWhenTheWriteReturnsAndThenTheActionsRun() {
        int answer = DATABASE.write(t -> {
            t.afterCommit(
                    () -> assertThat(notes()).as("seen by another connection").isOne());
            t.afterCommit(afterCommit::incrementAndGet);
            execute(t, "INSERT INTO note VALUES (1)");
            assertThat(notes()).as("not committed yet").isZero();
            return 17;
        });

        assertThat(answer).isEqualTo(17);
        assertThat(afterCommit).hasValue(1);
    }

    @Test
    void whatIsToBeDoneOtherwiseIsDoneOnceUnlessTheCommitIsKnownToHaveSucceeded() {
        AtomicInteger otherwise = new AtomicInteger();
        DATABASE.run(t -> t.otherwise(otherwise::incrementAndGet));
        assertThat(otherwise).as("committed").hasValue(0);

        nothingWritten(DATABASE, t -> {
            t.otherwise(otherwise::incrementAndGet);
            t.afterCommit(afterCommit::incrementAndGet);
            execute(t, "INSERT INTO note VALUES (-1)");
        });
        assertThat(otherwise).as("rolled back").hasValue(1);

        nothingWritten(DATABASE, t -> {
            t.otherwise(otherwise::incrementAndGet);
            execute(t, "INSERT INTO note VALUES (1)", "INSERT INTO note VALUES (1)");
        });
        assertThat(otherwise).as("refused").hasValue(2);

        faults.commitUnheard();
        assertThatExceptionOfType(OutcomeUnknown.class)
                .isThrownBy(() -> faulty.run(t -> t.otherwise(otherwise::incrementAndGet)));
        assertThat(otherwise).as("nobody knows").hasValue(3);
        assertThat(afterCommit).hasValue(0);
    }

    @Test
    void aStatementThatTheDataForbidsWritesNothingAndTryingAgainDoesNotHelp() {
        NothingWritten failure = nothingWritten(
                DATABASE, t -> execute(t, "INSERT INTO note VALUES (1)", "INSERT INTO note VALUES (-1)"));

        assertThat(failure.isTransient()).isFalse();
    }

    @Test
    void aCommitThatTheServerRefusesWritesNothing() {
        NothingWritten failure =
                nothingWritten(DATABASE, t -> execute(t, "INSERT INTO note VALUES (1)", "INSERT INTO note VALUES (1)"));

        assertThat(failure.isTransient()).isFalse();
    }

    @Test
    void workThatHidesAFailedStatementIsNotTakenForWritten() {
        NothingWritten failure = nothingWritten(DATABASE, t -> {
            execute(t, "INSERT INTO note VALUES (1)");
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> execute(t, "INSERT INTO note VALUES (-1)"));
        });

        assertThat(failure.isTransient()).isFalse();
    }

    @Test
    void anExceptionOfTheWorkRollsBack() {
        NothingWritten failure = nothingWritten(DATABASE, t -> {
            execute(t, "INSERT INTO note VALUES (1)");
            throw new IllegalStateException("on purpose");
        });

        assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(failure.isTransient()).isFalse();
    }

    @Test
    void anErrorOfTheWorkRollsBackToo() {
        assertThatExceptionOfType(StackOverflowError.class)
                .isThrownBy(() -> DATABASE.run(t -> {
                    t.afterCommit(afterCommit::incrementAndGet);
                    execute(t, "INSERT INTO note VALUES (1)");
                    throw new StackOverflowError("on purpose");
                }));

        assertThat(notes()).isZero();
        assertThat(afterCommit).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"08006", "25P03", "25P04", "40001", "40P01", "53300", "53100", "55P03", "57014", "57P01", "58030"
            })
    void whatTheConnectionTheServerOrAConflictDidMayBeTriedAgain(String state) {
        assertThat(nothingWritten(DATABASE, t -> raise(t, state)).isTransient()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22003", "22P02", "22021", "23502", "23505", "23514", "42601", "42501", "P0001"})
    void whatTheDataDidIsNotTriedAgain(String state) {
        assertThat(nothingWritten(DATABASE, t -> raise(t, state)).isTransient()).isFalse();
    }

    @Test
    void aConnectionThatIsLostBeforeTheCommitHasWrittenNothing() {
        NothingWritten failure = nothingWritten(
                DATABASE,
                t -> execute(t, "INSERT INTO note VALUES (1)", "SELECT pg_terminate_backend(pg_backend_pid())"));

        assertThat(failure.isTransient()).isTrue();
        assertThat(notes()).as("the pool has a working connection again").isZero();
    }

    @Test
    void noConnectionAtAllMeansNothingWrittenAndMayBeTriedAgain() {
        DataSource none = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    throw new SQLException("no connection to give");
                });
        Database away = new Database("away", none);

        assertThat(catchThrowableOfType(NothingWritten.class, () -> away.run(t -> {}))
                        .isTransient())
                .isTrue();
        assertThat(catchThrowableOfType(NothingWritten.class, () -> away.read(c -> 1))
                        .isTransient())
                .isTrue();
    }

    @Test
    void aCommitWithoutAnAnswerMayHaveHappened() {
        faults.commitUnheard();
        outcomeUnknown(faulty, t -> execute(t, "INSERT INTO note VALUES (1)"));
        assertThat(notes()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "08003", "57P01", "57014", "53100", "58030", "XX000", "40003"})
    void aCommitWithoutAnAnswerMayAlsoNotHaveHappened(String state) {
        faults.loseCommit(state);
        outcomeUnknown(faulty, t -> execute(t, "INSERT INTO note VALUES (1)"));
        assertThat(notes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "40001", "40P01"})
    void aCommitThatTheServerSaysItRefusedHasNotHappened(String state) {
        faults.loseCommit(state);
        nothingWritten(faulty, t -> execute(t, "INSERT INTO note VALUES (1)"));
    }

    @Test
    void aServerThatDiesWhileItCommitsLeavesTheOutcomeUnknown() {
        DATABASE.run(t -> execute(t, """
                CREATE OR REPLACE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$
                """, """
                CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON note
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()
                """));

        outcomeUnknown(DATABASE, t -> execute(t, "INSERT INTO note VALUES (1)"));
        assertThat(notes()).isZero();
    }

    @Test
    void aQuestionWithoutAnAnswerWritesNothing() {
        assertThatExceptionOfType(NothingWritten.class)
                .isThrownBy(() -> DATABASE.read(connection -> {
                    throw new SQLException("on purpose", "42601");
                }));
        assertThatExceptionOfType(NothingWritten.class)
                .isThrownBy(() -> DATABASE.read(connection -> {
                    throw new IllegalStateException("on purpose");
                }));
    }

    /** In a zone with daylight saving, one hour of local time names two instants. */
    @Test
    void anArrayKeepsInstantsWhateverTheZoneOfTheProcess() {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
            Database there = TestPostgres.secondInstance(DATABASE);
            List<Instant> instants = List.of(
                    Instant.parse("2026-10-25T00:30:00.123456Z"),
                    Instant.parse("2026-10-25T01:30:00Z"),
                    Instant.parse("2026-03-29T01:30:00Z"),
                    Instant.parse("1900-01-01T00:00:00Z"),
                    Instant.parse("9999-12-31T23:59:59.999999Z"));

            List<Instant> back = there.read(c -> throughArray(c, instants));

            assertThat(back).isEqualTo(instants);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private static List<Instant> throughArray(Connection c, List<Instant> instants) throws SQLException {
        try (PreparedStatement select =
                c.prepareStatement("SELECT i FROM unnest(?::timestamptz[]) WITH ORDINALITY AS t (i, n) ORDER BY n")) {
            select.setArray(1, SqlArrays.instants(c, instants, instant -> instant));
            List<Instant> back = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    back.add(row.getTimestamp(1).toInstant());
                }
            }
            return back;
        }
    }

    private NothingWritten nothingWritten(Database database, Database.Action action) {
        NothingWritten failure = catchThrowableOfType(NothingWritten.class, () -> database.run(noting(action)));
        assertThat(failure).isNotNull();
        assertThat(notes()).isZero();
        assertThat(afterCommit).hasValue(0);
        return failure;
    }

    private void outcomeUnknown(Database database, Database.Action action) {
        assertThatExceptionOfType(OutcomeUnknown.class).isThrownBy(() -> database.run(noting(action)));
        assertThat(afterCommit).hasValue(0);
    }

    private Database.Action noting(Database.Action action) {
        return t -> {
            t.afterCommit(afterCommit::incrementAndGet);
            action.perform(t);
        };
    }

    private static void raise(Transaction t, String state) throws SQLException {
        execute(t, "DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '" + state + "'; END $$");
    }

    private static void execute(Transaction t, String... statements) throws SQLException {
        try (Statement statement = t.connection().createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static int notes() {
        return DATABASE.read(c -> {
            try (Statement statement = c.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM note")) {
                row.next();
                return row.getInt(1);
            }
        });
    }
}
