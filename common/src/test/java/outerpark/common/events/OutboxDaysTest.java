package outerpark.common.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;

class OutboxDaysTest {

    private final Database database = TestPostgres.database("probe", "db/events");
    private final Outbox outbox = new Outbox(database, new EventSignals());
    private final OutboxReader reader = new OutboxReader(TestPostgres.events(database));
    private long readByAll = Long.MAX_VALUE;
    private final OutboxProgress progress = service -> readByAll;
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
    /** Far enough ahead that no midnight during the test reaches it. */
    private final LocalDate day = today.plusDays(10);

    @Test
    void todayAndTomorrowHaveTheirPartitionsHoweverOftenTheDayIsTurned() {
        OutboxDays.turn(database, Optional.empty(), progress);
        OutboxDays.turn(database, Optional.empty(), progress);

        LocalDate now = LocalDate.now(ZoneOffset.UTC);
        assertThat(partitions()).contains(nameOf(now), nameOf(now.plusDays(1)));
        assertThat(tell()).isGreaterThanOrEqualTo(firstIdOf(today));
    }

    @Test
    void aDayHasARangeOfIdsOfItsOwnAndIdsGrowWhenTheDayTurns() {
        long before = tell();
        begin(day);
        assertThat(tell()).isEqualTo(firstIdOf(day)).isGreaterThan(before);
        assertThat(tell()).isEqualTo(firstIdOf(day) + 1);

        begin(day.plusDays(1));
        assertThat(tell()).isEqualTo(firstIdOf(day.plusDays(1)));
        assertThat(Stories.ask(database, "SELECT count(*) FROM " + nameOf(day))).containsExactly("2");
        assertThat(Stories.ask(database, "SELECT count(*) FROM " + nameOf(day.plusDays(1))))
                .containsExactly("1");
    }

    @Test
    void aDayThatIsEnteredAgainGoesOnWhereItWas() {
        begin(day);
        tell();
        begin(day);

        assertThat(tell()).isEqualTo(firstIdOf(day) + 1);
    }

    @Test
    void idsNeverGoBackWhenTheClockDoes() {
        begin(day);
        tell();
        begin(day.minusDays(1));

        assertThat(tell()).isEqualTo(firstIdOf(day) + 1);
    }

    @Test
    void aReaderGoesOnAcrossTheTurnOfTheDay() {
        begin(day);
        long last = tell();
        begin(day.plusDays(1));
        tell();
        tell();

        assertThat(reader.after("probe", last, 10))
                .extracting(Told::position)
                .hasSize(2)
                .isSorted();
    }

    @Test
    void noDayIsVacuumedBecauseOfInserts() {
        begin(day);

        assertThat(Stories.ask(
                        database,
                        "SELECT DISTINCT reloptions::text FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
                                + " WHERE inhparent = 'outbox'::regclass"))
                .singleElement()
                .asString()
                .contains("autovacuum_vacuum_insert_threshold=-1");
    }

    @Test
    void theDaysBeforeTheRetentionAreDroppedAsAWholeAndTheOthersKept() {
        for (int i = 0; i < 4; i++) {
            begin(day.plusDays(i));
            tell();
        }
        drop(day.plusDays(2));

        assertThat(partitions()).containsExactly(nameOf(day.plusDays(2)), nameOf(day.plusDays(3)));
        assertThat(reader.after("probe", 0, 10)).hasSize(2);
    }

    @Test
    void turningTheDayKeepsAsManyDaysBeforeTodayAsAreAskedFor() {
        for (int i = 1; i <= 5; i++) {
            Stories.execute(database, "SELECT outbox_create_day('" + today.minusDays(i) + "')");
        }
        OutboxDays.turn(database, Optional.of(2), progress);

        LocalDate now = LocalDate.now(ZoneOffset.UTC);
        assertThat(partitions())
                .contains(nameOf(now), nameOf(now.minusDays(1)), nameOf(now.minusDays(2)))
                .doesNotContain(nameOf(today.minusDays(3)), nameOf(today.minusDays(5)));
    }

    @Test
    void aLogIsWholeUntilADayWithEventsIsDropped() {
        begin(day);
        begin(day.plusDays(1));
        tell();
        begin(day.plusDays(2));
        assertThat(reader.isWhole("probe")).isTrue();

        drop(day.plusDays(1));
        assertThat(partitions()).doesNotContain(nameOf(day));
        assertThat(reader.isWhole("probe"))
                .as("nothing had happened on the day dropped")
                .isTrue();

        drop(day.plusDays(2));
        assertThat(reader.isWhole("probe")).isFalse();
        assertThat(reader.after("probe", 0, 10)).isEmpty();
        assertThat(reader.lastPosition("probe")).isZero();
    }

    @Test
    void theLatestCutIsRemembered() {
        for (int i = 0; i < 3; i++) {
            begin(day.plusDays(i));
            tell();
        }
        drop(day.plusDays(1));
        drop(day.plusDays(2));
        drop(day.plusDays(1));
        drop(day.plusDays(2));

        assertThat(Stories.ask(database, "SELECT before FROM outbox_cut"))
                .containsExactly(day.plusDays(2).toString());
    }

    @Test
    void theLastPositionIsTheLastEventsWhicheverDayItIsOf() {
        assertThat(reader.lastPosition("probe")).isZero();
        begin(day);
        long last = tell();
        assertThat(reader.lastPosition("probe")).isEqualTo(last);
        begin(day.plusDays(1));
        assertThat(reader.lastPosition("probe")).isEqualTo(last);
        long next = tell();
        assertThat(reader.lastPosition("probe")).isEqualTo(next).isGreaterThan(last);
    }

    @Test
    void whatIsToldAfterAPositionIsCountedOverAllDays() {
        begin(day);
        assertThat(reader.countAfter("probe", 0)).isZero();
        long first = tell();
        begin(day.plusDays(1));
        long last = tell();
        assertThat(reader.countAfter("probe", 0)).isEqualTo(2);
        assertThat(reader.countAfter("probe", first)).isEqualTo(1);
        assertThat(reader.countAfter("probe", last)).isZero();
    }

    @Test
    void daysThatABackupReadsAreDroppedAtALaterTurnAndKeepNobodyWaiting() throws Exception {
        String old = nameOf(today.minusDays(5));
        Stories.execute(database, "SELECT outbox_create_day('" + today.minusDays(5) + "')");
        try (Connection backup = TestPostgres.events(database).getConnection();
                Statement statement = backup.createStatement()) {
            backup.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM probe.outbox").close();

            OutboxDays.turn(database, Optional.of(2), progress);
            assertThat(partitions()).contains(old);
            assertThat(tell()).isPositive();
            backup.rollback();
        }
        OutboxDays.turn(database, Optional.of(2), progress);
        assertThat(partitions()).doesNotContain(old);
    }

    @Test
    void aDayThatNotEverybodyHasReadIsKeptAndSoAreThoseAfterIt() {
        long[] lasts = new long[4];
        for (int i = 0; i < lasts.length; i++) {
            LocalDate old = today.minusDays(9 - i);
            Stories.execute(database, "SELECT outbox_create_day('" + old + "')");
            Stories.execute(database, "SELECT setval('outbox_id', " + firstIdOf(old) + ", false)");
            tell();
            lasts[i] = tell();
        }
        for (long notYet : new long[] {0, lasts[0] - 1}) {
            readByAll = notYet;
            OutboxDays.turn(database, Optional.of(2), progress);
            assertThat(reader.countAfter("probe", 0)).as("read to %d", notYet).isEqualTo(8);
        }
        readByAll = lasts[2] - 1;
        OutboxDays.turn(database, Optional.of(2), progress);
        assertThat(reader.countAfter("probe", 0)).isEqualTo(4);
        assertThat(reader.countAfter("probe", lasts[1])).isEqualTo(4);

        readByAll = lasts[3];
        OutboxDays.turn(database, Optional.of(2), progress);
        assertThat(reader.countAfter("probe", 0)).isZero();
    }

    @Test
    void whoGoesBackToTheBeginningKeepsTheDaysUntilThatIsCommittedAndThenReads() {
        String old = nameOf(today.minusDays(5));
        Stories.execute(database, "SELECT outbox_create_day('" + today.minusDays(5) + "')");
        database.run(transaction -> {
            OutboxDays.keep(transaction, List.of("probe"));
            OutboxDays.turn(database, Optional.of(2), progress);
            assertThat(partitions()).contains(old);
        });
        OutboxDays.turn(database, Optional.of(2), progress);
        assertThat(partitions()).doesNotContain(old);
    }

    @Test
    void howFarItIsReadIsFoundOutWhileNobodyCanGoBack() {
        List<String> couldGoBack = new ArrayList<>();
        OutboxDays.turn(database, Optional.of(2), service -> {
            couldGoBack.addAll(Stories.ask(
                    TestPostgres.secondInstance(database),
                    "SELECT pg_try_advisory_xact_lock_shared(hashtext('outbox days dropped:probe'))"));
            return Long.MAX_VALUE;
        });
        assertThat(couldGoBack).containsExactly("f");
    }

    @Test
    void twoProcessesMayTurnTheSameDaysAtOnce() {
        for (int i = 3; i < 20; i++) {
            Stories.execute(database, "SELECT outbox_create_day('" + today.minusDays(i) + "')");
        }
        Stream.of(database, TestPostgres.secondInstance(database))
                .parallel()
                .forEach(each -> OutboxDays.turn(each, Optional.of(2), progress));

        OutboxDays.turn(database, Optional.of(2), progress); // whoever had to wait too long left it to a later turn
        assertThat(partitions()).doesNotContain(nameOf(today.minusDays(3)));
    }

    private void drop(LocalDate before) {
        Stories.execute(database, "SELECT outbox_drop_days_before('" + before + "', " + Long.MAX_VALUE + ")");
    }

    private void begin(LocalDate date) {
        Stories.execute(database, "SELECT outbox_create_day('" + date + "')");
        Stories.execute(database, "SELECT outbox_enter_day('" + date + "')");
    }

    /** Tells an event and returns its id. */
    private long tell() {
        database.run(t -> outbox.append(t, Stories.events(1)));
        return Long.parseLong(
                Stories.ask(database, "SELECT max(id) FROM outbox").getFirst());
    }

    private List<String> partitions() {
        return Stories.ask(
                database,
                "SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
                        + " WHERE inhparent = 'outbox'::regclass ORDER BY relname");
    }

    private static String nameOf(LocalDate date) {
        return "outbox_" + date.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static long firstIdOf(LocalDate date) {
        return ChronoUnit.DAYS.between(LocalDate.of(2020, 1, 1), date) << 40;
    }
}
