package outerpark.common.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.contracts.events.Envelope;

class HandlersProgressTest {

    private final Database first = TestPostgres.database("first", "db/events");
    private final Database second = TestPostgres.database("second", "db/events");
    private final OutboxProgress progress = new HandlersProgress(
            List.of(new Idle("one", first, Set.of("a", "b")), new Idle("two", second, Set.of("a"))));

    @Test
    void whoHasReadNothingYetHoldsEverything() {
        readTo(first, "one", "a", 7);
        assertThat(progress.readByAll("a")).isZero();
    }

    @Test
    void itIsWhereTheOneIsWhoHasComeLeastFarOfThoseWhoListenToTheSource() {
        readTo(first, "one", "a", 7);
        readTo(first, "one", "b", 3);
        readTo(second, "two", "a", 9);
        readTo(second, "gone", "a", 1);
        assertThat(progress.readByAll("a")).isEqualTo(7);
        assertThat(progress.readByAll("b")).isEqualTo(3);
    }

    @Test
    void whatNobodyListensToHoldsNothing() {
        assertThat(progress.readByAll("c")).isEqualTo(Long.MAX_VALUE);
    }

    private static void readTo(Database database, String handler, String source, long position) {
        Stories.execute(
                database, "INSERT INTO event_cursor VALUES ('%s', '%s', %d)".formatted(handler, source, position));
    }

    private record Idle(String name, Database database, Set<String> sources) implements EventHandler {
        @Override
        public void on(Transaction transaction, List<Envelope> events) {}
    }
}
