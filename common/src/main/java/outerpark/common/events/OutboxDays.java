package outerpark.common.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;
import outerpark.common.database.Database;
import outerpark.common.database.NothingWritten;
import outerpark.common.database.Transaction;

/** Keeps an outbox in days: today's partition and some ahead exist, and those past their retention are dropped. */
public final class OutboxDays {

    private static final Logger LOG = Logger.getLogger(OutboxDays.class);

    /** In stock, should the process be too busy to turn the day in time. */
    private static final int DAYS_AHEAD = 3;

    /**
     * Dropping a day has to wait for whoever reads the outbox, and everybody else waits behind it. A backup reads for
     * long, so the drop gives up before anybody notices; the next turn tries again.
     */
    private static final String DROP_LOCK_TIMEOUT = "200ms";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String UTC_TODAY = "(now() AT TIME ZONE 'UTC')::date";

    private OutboxDays() {}

    /**
     * Makes what is missing; to be called at start and several times a day.
     *
     * @param retentionDays whole days to keep before today; empty keeps all
     * @param progress what nobody needs any more: a day that somebody has yet to read is kept, however old it is
     */
    public static void turn(Database database, Optional<Integer> retentionDays, OutboxProgress progress) {
        database.run(transaction -> {
            for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
                call(transaction.connection(), "SELECT outbox_create_day(" + UTC_TODAY + " + " + ahead + ")");
            }
        });
        database.run(transaction -> call(transaction.connection(), "SELECT outbox_enter_day(" + UTC_TODAY + ")"));
        retentionDays.map(OutboxDays::checked).ifPresent(days -> dropUnlessInUse(database, days, progress));
    }

    /**
     * Keeps the days that these services' outboxes have now until the transaction ends. For whoever is about to read
     * them from the beginning, and makes sure under this lock that they are whole. In one database with these services:
     * elsewhere it keeps nothing.
     */
    public static void keep(Transaction transaction, Iterable<String> services) throws SQLException {
        for (String service : services) {
            lock(transaction, "pg_advisory_xact_lock_shared", service);
        }
    }

    private static void lock(Transaction transaction, String function, String service) throws SQLException {
        try (PreparedStatement statement = transaction
                .connection()
                .prepareStatement("SELECT %s(hashtext('outbox days dropped:' || ?))".formatted(function))) {
            statement.setString(1, service);
            statement.execute();
        }
    }

    private static void dropUnlessInUse(Database database, int days, OutboxProgress progress) {
        try {
            int kept = database.write(transaction -> {
                call(transaction.connection(), "SET LOCAL lock_timeout = '" + DROP_LOCK_TIMEOUT + "'");
                lock(transaction, "pg_advisory_xact_lock", database.service());
                // Read under the lock: whoever goes back to the beginning does so before or after all of this.
                return drop(transaction.connection(), days, progress.readByAll(database.service()));
            });
            if (kept > 0) {
                LOG.warnf(
                        "%d days of %s's outbox are older than outerpark.events.retention-days and are kept, because"
                                + " not everybody has read them: see whose events wait",
                        kept, database.service());
            }
        } catch (NothingWritten e) {
            if (!(e.getCause() instanceof SQLException cause && LOCK_NOT_AVAILABLE.equals(cause.getSQLState()))) {
                throw e;
            }
            LOG.infof("%s's outbox is in use; its old days are dropped later", database.service());
        }
    }

    private static int drop(Connection connection, int days, long readTo) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT outbox_drop_days_before(" + UTC_TODAY + " - ?, ?)")) {
            statement.setInt(1, days);
            statement.setLong(2, readTo);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
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
