package outerpark.standalone;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Says that this process, and no other, works on the database: an advisory lock on a connection of its own. When that
 * connection is lost the lock is taken again; if another instance has it by then, this one has to go.
 */
final class InstanceLock implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(InstanceLock.class);

    /** "OuterPar" in ASCII: any number will do, if it stays the same for ever. */
    private static final long KEY = 0x4F75_7465_7250_6172L;

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final int ANSWER_TIMEOUT_SECONDS = 5;

    private final DatabaseAddress admin;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Connection connection;

    private InstanceLock(DatabaseAddress admin) throws SQLException {
        this.admin = admin;
        this.connection = lockedConnection(admin);
    }

    /** @throws CannotStart if another instance has it, or the database cannot be used */
    static InstanceLock take(DatabaseAddress admin) {
        try {
            return new InstanceLock(admin);
        } catch (SQLException e) {
            throw ServiceRoles.refused(admin, e);
        }
    }

    /**
     * Watches over it from now on.
     *
     * @param whenCut what to do before it is taken again on a new connection
     * @param whenLost what to do when another instance has it
     */
    void watch(Runnable whenCut, Runnable whenLost) {
        Thread.ofPlatform().daemon().name("instance-lock").start(() -> {
            while (!closedWithin(LOOK_EVERY)) {
                try {
                    takeAgainIfCut(whenCut);
                } catch (CannotStart e) {
                    LOG.error(e.line());
                    whenLost.run();
                    return;
                } catch (SQLException | RuntimeException e) {
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
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SELECT pg_try_advisory_lock(" + KEY + ")")) {
            answer.next();
            if (answer.getBoolean(1)) {
                return connection;
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        connection.close();
        throw new CannotStart("another OuterPark works on the database (" + admin + "); stop that one first");
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
