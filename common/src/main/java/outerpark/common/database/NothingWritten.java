package outerpark.common.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The transaction failed before its commit: for certain nothing was written. */
public final class NothingWritten extends RuntimeException {

    NothingWritten(Exception cause) {
        super(cause.getMessage(), cause);
    }

    /** Whether trying again may help: the fault lies with the connection, the server or a conflict, not the data. */
    public boolean isTransient() {
        return getCause() instanceof SQLException failure && isTransient(failure.getSQLState());
    }

    /** By SQLSTATE class (PostgreSQL manual, appendix A); no state at all means the pool gave no connection. */
    private static boolean isTransient(@Nullable String state) {
        return state == null
                || state.startsWith("08") // connection exception
                || state.equals("25006") // read_only_sql_transaction: a standby, or a disk that is full
                || state.equals("25P03") // idle_in_transaction_session_timeout
                || state.equals("25P04") // transaction_timeout
                || state.startsWith("28") // invalid authorization: the server does not let us in now
                || state.startsWith("40") // transaction rollback: serialization failure, deadlock
                || state.startsWith("53") // insufficient resources
                || state.startsWith("55P") // lock not available
                || state.startsWith("57") // operator intervention: shutdown, cancel
                || state.startsWith("58"); // system error
    }
}
