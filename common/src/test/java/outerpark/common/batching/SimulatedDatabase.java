package outerpark.common.batching;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A database with one table of numbers, behind a pool and a network that fail by chance. It forbids nothing but what it
 * is told to, so a number that is written twice is there twice.
 */
final class SimulatedDatabase {

    /** How a commit may go wrong. */
    private enum CommitFault {
        REFUSED(Happening.COMMIT_REFUSED, "23505"),
        CONFLICT(Happening.COMMIT_IN_CONFLICT, "40001"),
        UNCLEAR(Happening.COMMIT_UNCLEAR, "40003"),
        LOST(Happening.COMMIT_LOST, "08006"),
        UNHEARD(Happening.COMMIT_UNHEARD, "08006"),
        SLOW(Happening.COMMIT_DONE_LATER, "57P01");

        private final Happening happening;
        private final String state;

        CommitFault(Happening happening, String state) {
            this.happening = happening;
            this.state = state;
        }
    }

    private final Simulation simulation;
    private final Consumer<Happening> happened;
    private final int faultPercent;
    private final List<Integer> committed = new ArrayList<>();
    private int connectionsOut;

    SimulatedDatabase(Simulation simulation, Consumer<Happening> happened) {
        this.simulation = simulation;
        this.happened = happened;
        this.faultPercent = simulation.oneOf(0, 3, 15);
    }

    DataSource dataSource() {
        return proxy(DataSource.class, (method, argument) -> connect());
    }

    int timesCommitted(int number) {
        return Collections.frequency(committed, number);
    }

    /** What is committed, in that order. */
    List<Integer> committed() {
        return List.copyOf(committed);
    }

    int connectionsOut() {
        return connectionsOut;
    }

    /** Whether a fault is to happen now. */
    boolean strikes(Happening fault) {
        if (!simulation.chance(faultPercent)) {
            return false;
        }
        happened.accept(fault);
        return true;
    }

    private Connection connect() throws SQLException {
        spendTime();
        if (strikes(Happening.NO_CONNECTION)) {
            throw new SQLException("no connection within the time");
        }
        connectionsOut++;
        Session session = new Session();
        return proxy(BaseConnection.class, session::call);
    }

    private void spendTime() {
        if (simulation.chance(10)) {
            simulation.sleep(Duration.ofMillis(simulation.between(1, 120)));
        } else {
            simulation.giveWay();
        }
    }

    /** A connection: what {@code Database} and the work ask of it. */
    final class Session {

        private final List<Integer> written = new ArrayList<>();
        private TransactionState state = TransactionState.IDLE;
        private boolean lost;

        /** Writes a number, unless it is one that the table cannot take. */
        void insert(int number, boolean isPoison) throws SQLException {
            spendTime();
            if (strikes(Happening.CONNECTION_LOST)) {
                lose();
            }
            requireConnection();
            if (isPoison || state == TransactionState.FAILED) {
                String why = state == TransactionState.FAILED ? "25P02" : "23514";
                state = TransactionState.FAILED;
                throw new SQLException("#%d is not taken".formatted(number), why);
            }
            state = TransactionState.OPEN;
            written.add(number);
        }

        @Nullable
        Object call(String method, @Nullable Object argument) throws SQLException {
            switch (method) {
                case "unwrap" -> {
                    return argument == Session.class ? this : proxy(BaseConnection.class, this::call);
                }
                case "getTransactionState" -> {
                    return state;
                }
                case "setAutoCommit" -> requireConnection();
                case "commit" -> commit();
                case "rollback" -> rollBack();
                case "close" -> close();
                default -> throw new UnsupportedOperationException(method);
            }
            return null;
        }

        private void commit() throws SQLException {
            spendTime();
            requireConnection();
            if (state == TransactionState.FAILED) {
                // As the server does, and it says nothing.
                rollBack();
                return;
            }
            for (CommitFault fault : CommitFault.values()) {
                if (strikes(fault.happening)) {
                    fail(fault);
                }
            }
            apply();
        }

        private void fail(CommitFault fault) throws SQLException {
            simulation.note("%s %s".formatted(fault.happening, written));
            switch (fault) {
                case REFUSED, CONFLICT -> rollBack();
                case LOST -> lose();
                case UNHEARD -> {
                    apply();
                    lose();
                }
                case UNCLEAR -> {
                    if (simulation.chance(50)) {
                        apply();
                    }
                    lose();
                }
                case SLOW -> {
                    applyLater(List.copyOf(written));
                    lose();
                }
            }
            throw new SQLException(fault.happening.name(), fault.state);
        }

        private void apply() {
            committed.addAll(written);
            simulation.note("commits " + written);
            written.clear();
            state = TransactionState.IDLE;
        }

        private void applyLater(List<Integer> asked) {
            simulation.start("server", () -> {
                simulation.sleep(Duration.ofMillis(simulation.between(1, 120)));
                committed.addAll(asked);
                simulation.note("commits " + asked);
            });
        }

        private void rollBack() throws SQLException {
            requireConnection();
            written.clear();
            state = TransactionState.IDLE;
        }

        private void close() throws SQLException {
            spendTime();
            connectionsOut--;
            if (state == TransactionState.OPEN && !lost) {
                // The pool turns autocommit on again, and that commits.
                apply();
            }
            if (strikes(Happening.LOST_WHEN_GIVEN_BACK)) {
                throw new SQLException("lost when it was given back", "08006");
            }
        }

        private void lose() {
            lost = true;
            written.clear();
        }

        private void requireConnection() throws SQLException {
            if (lost) {
                throw new SQLException("the connection is lost", "08006");
            }
        }
    }

    private interface Call {
        @Nullable
        Object on(String method, @Nullable Object argument) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                SimulatedDatabase.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.on(method.getName(), arguments == null ? null : arguments[0])));
    }
}
