package outerpark.common;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Lets chosen commits, or all connections, go wrong as a broken network makes them; see {@link
 * TestPostgres#withFaults}.
 */
public final class CommitFaults {

    /** {@code 08006}, connection failure. */
    public static final String CONNECTION_LOST = "08006";

    /**
     * One commit that fails.
     *
     * @param commits whether the server has committed all the same
     * @param state the SQLSTATE of the failure
     */
    private record Fault(boolean commits, String state) {}

    private final Queue<Fault> ahead = new ConcurrentLinkedQueue<>();
    private volatile boolean away;

    /** The next commit happens, but the connection is lost before its answer. */
    public void commitUnheard() {
        ahead.add(new Fault(true, CONNECTION_LOST));
    }

    /** The connection is lost on the way to the next commit, which never happens. */
    public void loseCommit() {
        loseCommit(CONNECTION_LOST);
    }

    /** The next commit does not happen and fails with that SQLSTATE. */
    public void loseCommit(String state) {
        ahead.add(new Fault(false, state));
    }

    /** While the database is away it gives no connection. */
    public void away(boolean isAway) {
        away = isAway;
    }

    /** Whether every fault ordered has struck. */
    public boolean areSpent() {
        return ahead.isEmpty();
    }

    DataSource around(DataSource real) {
        return proxy(DataSource.class, (method, arguments) -> {
            if (away) {
                throw new SQLException("the database is away", CONNECTION_LOST);
            }
            Object result = call(real, method, arguments);
            return result instanceof Connection connection ? around(connection) : result;
        });
    }

    private Connection around(Connection real) {
        return proxy(Connection.class, (method, arguments) -> {
            Fault fault = method.getName().equals("commit") ? ahead.poll() : null;
            if (fault == null) {
                return call(real, method, arguments);
            }
            if (fault.commits()) {
                real.commit();
            } else {
                real.rollback();
            }
            throw new SQLException("the connection was lost at the commit", fault.state());
        });
    }

    private interface Call {
        @Nullable
        Object on(Method method, @Nullable Object @Nullable [] arguments) throws Throwable;
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                CommitFaults.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.on(method, arguments)));
    }
}
