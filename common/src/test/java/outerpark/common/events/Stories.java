package outerpark.common.events;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import outerpark.common.database.Database;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event.PaymentDue;

/** Events to tell, and plain SQL, for the tests of this package. */
final class Stories {

    private Stories() {}

    static Envelope event() {
        return new Envelope(
                Ids.next(),
                1,
                Instant.parse("2026-11-22T09:00:00.123456Z"),
                "correlation 한글",
                Ids.next(),
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                new PaymentDue(Ids.next()));
    }

    static List<Envelope> events(int count) {
        return IntStream.range(0, count).mapToObj(i -> event()).toList();
    }

    static List<UUID> idsOf(List<Envelope> events) {
        return events.stream().map(Envelope::eventId).toList();
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static void execute(Database database, String... statements) {
        database.run(t -> execute(t.connection(), statements));
    }

    /** The first column, as text. */
    static List<String> ask(Database database, String query) {
        return database.read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                List<String> answers = new ArrayList<>();
                while (row.next()) {
                    answers.add(row.getString(1));
                }
                return answers;
            }
        });
    }
}
