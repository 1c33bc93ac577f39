package outerpark.payment.sandbox;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.common.chores.Chore;
import outerpark.common.database.Database;
import outerpark.payment.PaymentDatabase;

/** The dial, kept in the database: a restart keeps it, and every replica follows it. */
@Singleton
final class SandboxDial {

    private static final Logger LOG = Logger.getLogger(SandboxDial.class);

    private final Database database;
    private final boolean inUse;
    private volatile @Nullable Dial last;

    @Inject
    SandboxDial(
            @Identifier(PaymentDatabase.NAME) Database database,
            @ConfigProperty(name = "outerpark.payment.provider") String provider) {
        this.database = database;
        this.inUse = provider.equals(SandboxProvider.NAME);
    }

    /** Whether the sandbox is the configured provider. */
    boolean isInUse() {
        return inUse;
    }

    /** As it stood at the last look. */
    Dial now() {
        Dial known = last;
        return known == null ? read() : known;
    }

    /** Never during a look: one that began before the turn and ended after it would turn the dial back again. */
    synchronized void turn(Dial dial) {
        database.run(transaction -> store(transaction.connection(), dial));
        last = dial;
    }

    synchronized Dial read() {
        Dial read = database.read(SandboxDial::find);
        last = read;
        return read;
    }

    @Chore
    @Scheduled(every = "${outerpark.payment.sandbox.read-every}", concurrentExecution = ConcurrentExecution.SKIP)
    void follow() {
        if (!inUse) {
            return;
        }
        try {
            read();
        } catch (RuntimeException e) {
            LOG.warn("cannot read the sandbox's dial now; it stays where it was", e);
        }
    }

    private static Dial find(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT latency_ms, decline_rate, error_rate, down FROM sandbox_dial");
                ResultSet row = select.executeQuery()) {
            return row.next()
                    ? new Dial(row.getInt(1), row.getDouble(2), row.getDouble(3), row.getBoolean(4))
                    : Dial.AT_REST;
        }
    }

    private static void store(Connection connection, Dial dial) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                INSERT INTO sandbox_dial (latency_ms, decline_rate, error_rate, down) VALUES (?, ?, ?, ?)
                ON CONFLICT (only_one) DO UPDATE
                   SET latency_ms = excluded.latency_ms, decline_rate = excluded.decline_rate,
                       error_rate = excluded.error_rate, down = excluded.down
                """)) {
            upsert.setInt(1, dial.latencyMs());
            upsert.setDouble(2, dial.declineRate());
            upsert.setDouble(3, dial.errorRate());
            upsert.setBoolean(4, dial.down());
            upsert.executeUpdate();
        }
    }
}
