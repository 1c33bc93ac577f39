package outerpark.common.database;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** A transaction under way on one connection. */
public final class Transaction {

    private final Connection connection;
    private final List<Runnable> afterCommit = new ArrayList<>(1);
    private final List<Runnable> otherwise = new ArrayList<>(0);

    Transaction(Connection connection) {
        this.connection = connection;
    }

    public Connection connection() {
        return connection;
    }

    /** Runs {@code action} once the commit has succeeded; never if it has not. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** Runs {@code action} if the commit has failed, or was never tried, or nobody knows what became of it. */
    public void otherwise(Runnable action) {
        otherwise.add(action);
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }

    void notCommitted() {
        otherwise.forEach(Runnable::run);
    }
}
