package outerpark.customercenter.postgres;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.common.events.EventHandler;
import outerpark.contracts.events.Envelope;
import outerpark.customercenter.CustomercenterDatabase;
import outerpark.customercenter.LiveStreams;
import outerpark.customercenter.domain.Told;

/** The saga's last row: whatever any service tells becomes a part of the story. */
@Singleton
final class StoriesFollowEverything implements EventHandler {

    static final String NAME = "customercenter";
    static final Set<String> SOURCES = Set.of("musical", "reservation", "payment", "notice");

    private final Database database;
    private final PostgresStories stories;
    private final LiveStreams streams;

    StoriesFollowEverything(
            @Identifier(CustomercenterDatabase.NAME) Database database, PostgresStories stories, LiveStreams streams) {
        this.database = database;
        this.stories = stories;
        this.streams = streams;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> sources() {
        return SOURCES;
    }

    /** What has become of the reservation is what customers look for. */
    @Override
    public boolean isAwaited(String source) {
        return source.equals("reservation");
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public void on(Transaction transaction, List<Envelope> events) throws SQLException {
        stories.add(transaction, events);
        transaction.afterCommit(() -> streams.told(Told.reservationsOf(events)));
    }
}
