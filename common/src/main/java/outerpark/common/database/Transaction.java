package outerpark.common.database;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** A transaction under way on one connection. */
public final class Transaction {

    private final Connection connection;
    private final List<Runnable> afterCommit = new ArrayList<>(1);

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

    void committed() {
        afterCommit.forEach(Runnable::run);
    }
}
