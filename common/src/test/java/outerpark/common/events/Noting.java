package outerpark.common.events;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.contracts.events.Envelope;

/** Writes one row for each event; nothing keeps it from writing two but the cursor, unless a test makes it unique. */
record Noting(Database database, Trouble trouble) implements EventHandler {

    /** What goes wrong when a handler acts. */
    interface Trouble {
        void with(Transaction transaction, List<Envelope> events) throws SQLException;
    }

    /** Makes the table of the effects. */
    static void prepare(Database database) {
        Stories.execute(database, "CREATE TABLE effect (n serial PRIMARY KEY, event_id uuid NOT NULL)");
    }

    /** The events acted on, in order. */
    static List<String> effects(Database database) {
        return Stories.ask(database, "SELECT event_id FROM effect ORDER BY n");
    }

    @Override
    public String name() {
        return "noting";
    }

    @Override
    public Set<String> sources() {
        return Set.of("probe");
    }

    @Override
    public void on(Transaction transaction, List<Envelope> events) throws SQLException {
        for (Envelope event : events) {
            Stories.execute(
                    transaction.connection(),
                    "INSERT INTO effect (event_id) VALUES ('" + event.eventId() + "') ON CONFLICT DO NOTHING");
        }
        trouble.with(transaction, events);
    }
}
