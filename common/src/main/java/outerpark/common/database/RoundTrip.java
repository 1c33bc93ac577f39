package outerpark.common.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Several statements that the server is sent together, and carries out one after the other. */
public final class RoundTrip {

    private final Connection connection;
    private final StringJoiner sql = new StringJoiner(";");
    private final List<Array> parameters = new ArrayList<>();
    private int statements;

    public RoundTrip(Connection connection) {
        this.connection = connection;
    }

    /** Adds a statement with its parameters. What it finds or returns is not looked at. */
    public RoundTrip add(String statement, Array... ofStatement) {
        sql.add(statement);
        statements++;
        parameters.addAll(List.of(ofStatement));
        return this;
    }

    /** Sends what was added, if anything was. An error of any of the statements surfaces here. */
    public void execute() throws SQLException {
        if (sql.length() == 0) {
            return;
        }
        try (PreparedStatement all = prepare()) {
            all.execute();
            while (all.getMoreResults() || all.getUpdateCount() >= 0) {
                // The driver throws a statement's error when its result is reached.
            }
        }
    }

    /** Sends what was added, and a query after it, and returns the number that this one asks for. */
    public long executeAndAsk(String query) throws SQLException {
        add(query);
        try (PreparedStatement all = prepare()) {
            all.execute();
            for (int i = 1; i < statements; i++) {
                all.getMoreResults();
            }
            try (ResultSet row = all.getResultSet()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private PreparedStatement prepare() throws SQLException {
        PreparedStatement all = connection.prepareStatement(sql.toString());
        for (int i = 0; i < parameters.size(); i++) {
            all.setArray(i + 1, parameters.get(i));
        }
        return all;
    }
}
