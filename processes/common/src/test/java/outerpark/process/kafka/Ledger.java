package outerpark.process.kafka;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.common.events.EventHandler;
import outerpark.contracts.events.Envelope;

/**
 * A handler as the product's are: one effect is idempotent by key (an event is entered once), another guarded by state
 * (of each subject the highest revision is kept).
 */
final class Ledger implements EventHandler {

    /** What goes wrong when the handler acts. */
    interface Trouble {
        void with(Transaction transaction, List<Envelope> events) throws SQLException;
    }

    private final String name;
    private final Set<String> sources;
    private final Database database;
    private final AtomicInteger seen = new AtomicInteger();
    private volatile Trouble trouble = (transaction, events) -> {};

    private Ledger(String name, Set<String> sources, Database database) {
        this.name = name;
        this.sources = sources;
        this.database = database;
    }

    static Ledger of(String source) {
        Database database = TestPostgres.database("ledger", "db/events");
        execute(
                database,
                "CREATE TABLE entry (n serial PRIMARY KEY, event_id uuid UNIQUE, subject text, revision bigint)",
                "CREATE TABLE newest (subject text PRIMARY KEY, revision bigint)");
        return new Ledger("ledger", Set.of(source), database);
    }

    void trouble(Trouble next) {
        trouble = next;
    }

    /** How many events it was brought, again and again included. */
    int seen() {
        return seen.get();
    }

    /** What is entered, whatever came in between and in whichever order. */
    List<String> effects() {
        return ask(
                database,
                "SELECT event_id::text FROM entry UNION ALL SELECT subject || revision FROM newest ORDER BY 1");
    }

    /** What is entered when each of these is delivered once and in order. */
    static List<String> effectsOf(List<Envelope> events) {
        Map<String, Long> newest = new HashMap<>();
        events.forEach(event -> newest.put(event.subject(), event.revision()));
        return Stream.concat(
                        events.stream().map(event -> event.eventId().toString()),
                        newest.entrySet().stream().map(entry -> entry.getKey() + entry.getValue()))
                .sorted()
                .toList();
    }

    /** The subject's events in the order in which they came first. */
    List<String> entriesOf(String subject) {
        return ask(database, "SELECT event_id FROM entry WHERE subject = '" + subject + "' ORDER BY n");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> sources() {
        return sources;
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public void on(Transaction transaction, List<Envelope> events) throws SQLException {
        seen.addAndGet(events.size());
        trouble.with(transaction, events);
        try (PreparedStatement enter = transaction.connection().prepareStatement("""
                        INSERT INTO entry (event_id, subject, revision) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                        """);
                PreparedStatement keep = transaction.connection().prepareStatement("""
                        INSERT INTO newest AS known (subject, revision) VALUES (?, ?)
                        ON CONFLICT (subject) DO UPDATE SET revision = greatest(known.revision, excluded.revision)
                        """)) {
            for (Envelope event : events) {
                enter.setObject(1, event.eventId());
                enter.setString(2, event.subject());
                enter.setLong(3, event.revision());
                enter.addBatch();
                keep.setString(1, event.subject());
                keep.setLong(2, event.revision());
                keep.addBatch();
            }
            enter.executeBatch();
            keep.executeBatch();
        }
    }

    static void execute(Database database, String... statements) {
        database.run(transaction -> execute(transaction, statements));
    }

    static void execute(Transaction transaction, String... statements) throws SQLException {
        try (Statement statement = transaction.connection().createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
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
