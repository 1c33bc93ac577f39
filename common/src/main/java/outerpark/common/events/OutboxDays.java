package outerpark.common.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import outerpark.common.database.Database;

/** Keeps an outbox in days: today's and tomorrow's partitions exist, and those past their retention are dropped. */
public final class OutboxDays {

    private static final String UTC_TODAY = "(now() AT TIME ZONE 'UTC')::date";

    private OutboxDays() {}

    /**
     * Makes what is missing; to be called at start and several times a day.
     *
     * @param retentionDays whole days to keep before today; empty keeps all
     */
    public static void turn(Database database, Optional<Integer> retentionDays) {
        database.run(transaction -> {
            call(transaction.connection(), "SELECT outbox_create_day(" + UTC_TODAY + ")");
            call(transaction.connection(), "SELECT outbox_create_day(" + UTC_TODAY + " + 1)");
        });
        database.run(transaction -> call(transaction.connection(), "SELECT outbox_enter_day(" + UTC_TODAY + ")"));
        retentionDays.ifPresent(days -> database.run(transaction ->
                call(transaction.connection(), "SELECT outbox_drop_days_before(" + UTC_TODAY + " - " + days + ")")));
    }

    private static void call(Connection connection, String function) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(function)) {
            statement.execute();
        }
    }
}
