package outerpark.common.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import outerpark.common.database.Database;

/** Keeps an outbox in days: today's partition and some ahead exist, and those past their retention are dropped. */
public final class OutboxDays {

    /** A day's partition cannot be made while a backup reads the outbox, so there are some in stock. */
    private static final int DAYS_AHEAD = 3;

    private static final String UTC_TODAY = "(now() AT TIME ZONE 'UTC')::date";

    private OutboxDays() {}

    /**
     * Makes what is missing; to be called at start and several times a day.
     *
     * @param retentionDays whole days to keep before today; empty keeps all
     */
    public static void turn(Database database, Optional<Integer> retentionDays) {
        database.run(transaction -> {
            for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
                call(transaction.connection(), "SELECT outbox_create_day(" + UTC_TODAY + " + " + ahead + ")");
            }
        });
        database.run(transaction -> call(transaction.connection(), "SELECT outbox_enter_day(" + UTC_TODAY + ")"));
        retentionDays
                .map(OutboxDays::checked)
                .ifPresent(days -> database.run(transaction -> call(
                        transaction.connection(), "SELECT outbox_drop_days_before(" + UTC_TODAY + " - " + days + ")")));
    }

    private static int checked(int days) {
        if (days < 1) {
            throw new IllegalArgumentException("outerpark.events.retention-days must be at least 1");
        }
        return days;
    }

    private static void call(Connection connection, String function) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(function)) {
            statement.execute();
        }
    }
}
