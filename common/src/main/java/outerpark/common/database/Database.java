package outerpark.common.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * The database of one service: its own schema, through its own role. A failed write says which of two things is true:
 * {@link NothingWritten} or {@link OutcomeUnknown}.
 */
public final class Database {

    private static final Logger LOG = Logger.getLogger(Database.class);

    /** The one SQLSTATE of class 40, transaction rollback, that does not say that anything was rolled back. */
    private static final String COMPLETION_UNKNOWN = "40003";

    /** What is done inside a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T perform(Transaction transaction) throws SQLException;
    }

    /** What is asked of a connection. */
    @FunctionalInterface
    public interface Query<T> {
        T ask(Connection connection) throws SQLException;
    }

    /** What is done inside a transaction, without an answer. */
    @FunctionalInterface
    public interface Action {
        void perform(Transaction transaction) throws SQLException;
    }

    private final String service;
    private final DataSource dataSource;

    public Database(String service, DataSource dataSource) {
        this.service = service;
        this.dataSource = dataSource;
    }

    /** The service's name, which is its schema's and its role's too. */
    public String service() {
        return service;
    }

    /**
     * Runs {@code work} and commits.
     *
     * @throws NothingWritten if it failed before the commit
     * @throws OutcomeUnknown if the commit's answer never came
     */
    public <T> T write(Work<T> work) {
        Connection connection = connect();
        Transaction transaction = new Transaction(connection);
        T result;
        boolean committed = false;
        try {
            result = perform(transaction, work);
            commit(connection);
            committed = true;
        } finally {
            giveBack(connection);
            if (!committed) {
                transaction.notCommitted();
            }
        }
        transaction.committed();
        return result;
    }

    /** As {@link #write(Work)}, without an answer. */
    public void run(Action action) {
        this.<Boolean>write(transaction -> {
            action.perform(transaction);
            return true;
        });
    }

    /**
     * Asks a question, outside any transaction of its own.
     *
     * @throws NothingWritten if there was no answer
     */
    public <T> T read(Query<T> query) {
        Connection connection = connect();
        try {
            return query.ask(connection);
        } catch (SQLException | RuntimeException e) {
            throw new NothingWritten(e);
        } finally {
            giveBack(connection);
        }
    }

    private Connection connect() {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw new NothingWritten(e);
        }
    }

    /** What says so already, of another database or another question to this one, says it of the whole transaction. */
    private static NothingWritten nothingWritten(Exception failure) {
        return failure instanceof NothingWritten known ? known : new NothingWritten(failure);
    }

    private static <T> T perform(Transaction transaction, Work<T> work) {
        try {
            transaction.connection().setAutoCommit(false);
            T result = work.perform(transaction);
            requireSound(transaction.connection());
            return result;
        } catch (SQLException | RuntimeException e) {
            rollBack(transaction.connection());
            throw nothingWritten(e);
        } catch (Error e) {
            // A pool that takes a connection back in the middle of a transaction commits it.
            rollBack(transaction.connection());
            throw e;
        }
    }

    /**
     * The driver commits a transaction whose failed statement the work has hidden, and the server rolls it back
     * silently.
     */
    private static void requireSound(Connection connection) throws SQLException {
        if (connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED) {
            throw new SQLException("a statement failed and the work went on as if it had not", "25P02");
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            rollBack(connection);
            throw isRefusedCommit(e) ? new NothingWritten(e) : new OutcomeUnknown(e);
        }
    }

    /** The server itself said that it did not commit: a constraint or a conflict. */
    private static boolean isRefusedCommit(SQLException e) {
        String state = e.getSQLState();
        return state != null
                && (state.startsWith("23") || (state.startsWith("40") && !state.equals(COMPLETION_UNKNOWN)));
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.debugf(e, "the connection was lost, and its transaction with it");
        }
    }

    /** What is committed stays committed, whatever happens to the connection afterwards. */
    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debugf(e, "the connection was lost before it was given back");
        }
    }
}
