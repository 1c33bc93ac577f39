package outerpark.customercenter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vertx.core.Vertx;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;
import outerpark.customercenter.Stories;
import outerpark.customercenter.StoriesContract;
import outerpark.customercenter.TestStreams;
import outerpark.customercenter.domain.Story;
import outerpark.customercenter.domain.Telling;

final class PostgresStoriesTest extends StoriesContract {

    private static final Vertx VERTX = Vertx.vertx();

    private final Database database = TestPostgres.database("customercenter", "db/events", "db/customercenter");
    private final PostgresStories stories = new PostgresStories(database);
    private final StoriesFollowEverything handler =
            new StoriesFollowEverything(database, stories, TestStreams.on(stories, VERTX));

    @AfterAll
    static void closeVertx() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Override
    protected Stories stories() {
        return stories;
    }

    @Override
    protected void tell(List<Envelope> events) {
        database.run(transaction -> handler.on(transaction, events));
    }

    /** A row from before the columns were there. */
    @Test
    void whatWasToldBeforeStoriesKeptItHasNoCorrelation() {
        UUID reservation = Ids.next();
        tell(List.of(placed(reservation, 7)));
        execute("UPDATE story SET correlation_id = NULL, arrival = NULL");
        tell(List.of(event(2, new Event.PaymentDue(reservation))));

        assertThat(find(reservation).orElseThrow().history())
                .extracting(Story.Step::what, Story.Step::correlationId)
                .containsExactlyInAnyOrder(tuple("ReservationPlaced", null), tuple("PaymentDue", "the-request"));
    }

    /** As an operator may do at any time: the handler repeats what it has done, and nothing is missing meanwhile. */
    @Test
    void aRebuildingIsOverForGoodHoweverOftenACursorIsSetBackLater() {
        execute("INSERT INTO view_rebuild (source, target) VALUES ('musical', 5), ('payment', 3)");
        execute("INSERT INTO event_cursor (handler, source, position) VALUES ('customercenter', 'musical', 0)");
        assertThat(stories.read(List.of())).isEmpty();
        execute("UPDATE event_cursor SET position = 9");
        assertThat(stories.read(List.of())).as("payment is not there yet").isEmpty();
        execute("INSERT INTO event_cursor (handler, source, position) VALUES ('customercenter', 'payment', 2)");
        assertThat(stories.read(List.of())).isEmpty();
        execute("UPDATE event_cursor SET position = 3 WHERE source = 'payment'");
        assertThat(stories.read(List.of())).isPresent();

        execute("UPDATE event_cursor SET position = 0");
        assertThat(stories.read(List.of())).isPresent();
    }

    @Test
    void whatIsReadSaysOfWhichGenerationItIs() {
        UUID reservation = Ids.next();
        tell(List.of(placed(reservation, 7)));
        execute("UPDATE view_generation SET generation = 4");
        assertThat(stories.read(List.of(reservation)).orElseThrow().get(reservation))
                .extracting(Telling::generation)
                .isEqualTo(4);
    }

    @Test
    void aCursorThatIsDeletedDuringARebuildingDoesNotEndIt() {
        execute("INSERT INTO view_rebuild (source, target) VALUES ('musical', 5)");
        execute("INSERT INTO event_cursor (handler, source, position) VALUES ('customercenter', 'musical', 4)");
        execute("DELETE FROM event_cursor");
        assertThat(stories.read(List.of())).isEmpty();
        execute("INSERT INTO event_cursor (handler, source, position) VALUES ('customercenter', 'musical', 5)");
        assertThat(stories.read(List.of())).isPresent();
    }

    private void execute(String sql) {
        database.run(transaction -> {
            try (Statement statement = transaction.connection().createStatement()) {
                statement.execute(sql);
            }
        });
    }
}
