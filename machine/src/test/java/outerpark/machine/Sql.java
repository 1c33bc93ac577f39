package outerpark.machine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Questions to a server. */
final class Sql {

    private Sql() {}

    /** The first column of the first rows, none when there is nothing to tell. */
    static List<String> answers(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection = address.connect()) {
            return answers(connection, sql);
        }
    }

    static List<String> answers(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean isRows = statement.execute(sql);
            while (!isRows && statement.getUpdateCount() != -1) {
                isRows = statement.getMoreResults();
            }
            List<String> answers = new ArrayList<>();
            if (isRows) {
                ResultSet rows = statement.getResultSet();
                while (rows.next()) {
                    answers.add(rows.getString(1));
                }
            }
            return answers;
        }
    }

    static String answer(DatabaseAddress address, String sql) throws SQLException {
        return answers(address, sql).getFirst();
    }

    static String setting(DatabaseAddress address, String name) throws SQLException {
        return answer(address, "SHOW " + name);
    }
}
