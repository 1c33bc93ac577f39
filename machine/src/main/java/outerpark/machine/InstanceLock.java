package outerpark.machine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import outerpark.machine.console.Refused;

/**
 * Says that this process, and no other, works on the database: an advisory lock on a connection of its own. When that
 * connection is lost the lock is taken again; if another instance has it by then, this one has to go. After a network
 * cut it may be our own session that still has it, until the server finds out that nobody is at its other end.
 */
public final class InstanceLock implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(InstanceLock.class);

    /** "OuterPar" in ASCII: any number will do, if it stays the same for ever. */
    private static final long KEY = 0x4F75_7465_7250_6172L;

    /** The server drops a session whose other end has been silent for 25 s. */
    private static final String NOTICE_A_CUT = "SET tcp_keepalives_idle = '10s'; SET tcp_keepalives_interval = '5s';"
            + " SET tcp_keepalives_count = 3; SET tcp_user_timeout = '20s'";

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    /**
     * How long a lock that was cut may be refused before it is a rival who has it: longer than a dead session lives.
     */
    private static final Duration OWN_SESSION_MAX = Duration.ofSeconds(60);

    public static final int REFUSALS_MAX = (int) OWN_SESSION_MAX.dividedBy(LOOK_EVERY);

    private static final int ANSWER_TIMEOUT_SECONDS = 5;

    private final DatabaseAddress admin;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Connection connection;

    private InstanceLock(DatabaseAddress admin) throws SQLException {
        this.admin = admin;
        this.connection = lockedConnection(admin);
    }

    /**
     * Takes it.
     *
     * @throws Refused if another instance has it, or the database cannot be used
     */
    public static InstanceLock take(DatabaseAddress admin) {
        try {
            return new InstanceLock(admin);
        } catch (SQLException e) {
            throw ServiceRoles.refused(admin, e);
        }
    }

    /**
     * Watches over it from now on.
     *
     * @param refusalsMax how often in a row it may be refused after a cut: {@link #REFUSALS_MAX}, in tests less
     * @param whenCut what to do each time before it is taken again on a new connection
     * @param whenLost what to do when another instance has it
     */
    public void watch(int refusalsMax, Runnable whenCut, Runnable whenLost) {
        Thread.ofPlatform().daemon().name("instance-lock").start(() -> {
            int refusals = 0;
            while (!closedWithin(LOOK_EVERY)) {
                try {
                    takeAgainIfCut(whenCut);
                    refusals = 0;
                } catch (Refused e) {
                    refusals++;
                    LOG.warnf("refused %d times: %s", refusals, e.line());
                    if (refusals > refusalsMax) {
                        whenLost.run();
                        return;
                    }
                } catch (SQLException | RuntimeException e) {
                    refusals = 0;
                    LOG.warn("the database is away: " + e.getMessage());
                }
            }
        });
    }

    /** Gives it back. */
    @Override
    public void close() {
        closed.countDown();
        synchronized (this) {
            disconnect();
        }
    }

    private synchronized void takeAgainIfCut(Runnable whenCut) throws SQLException {
        if (closed.getCount() > 0 && !connection.isValid(ANSWER_TIMEOUT_SECONDS)) {
            disconnect();
            whenCut.run();
            connection = lockedConnection(admin);
            LOG.warn("the database is back");
        }
    }

    private static Connection lockedConnection(DatabaseAddress admin) throws SQLException {
        Connection connection = admin.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute(NOTICE_A_CUT);
            try (ResultSet answer = statement.executeQuery("SELECT pg_try_advisory_lock(" + KEY + ")")) {
                answer.next();
                if (answer.getBoolean(1)) {
                    return connection;
                }
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        connection.close();
        throw new Refused("another OuterPark works on the database (" + admin + "); stop that one first");
    }

    private void disconnect() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("the connection was lost, and the lock with it", e);
        }
    }

    private boolean closedWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
