package outerpark.customercenter;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.common.events.EventHandler;
import outerpark.contracts.events.Envelope;

/** The saga's last row: whatever any service tells becomes a part of the story. */
@Singleton
final class StoriesFollowEverything implements EventHandler {

    private final Database database;
    private final Stories stories;

    StoriesFollowEverything(@Identifier(CustomercenterDatabase.NAME) Database database, Stories stories) {
        this.database = database;
        this.stories = stories;
    }

    @Override
    public String name() {
        return "customercenter";
    }

    @Override
    public Set<String> sources() {
        return Set.of("musical", "reservation", "payment", "notice");
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public void on(Transaction transaction, List<Envelope> events) throws SQLException {
        stories.add(transaction, events);
    }
}
