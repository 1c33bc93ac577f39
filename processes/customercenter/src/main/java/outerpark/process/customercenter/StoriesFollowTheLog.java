package outerpark.process.customercenter;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.common.events.EventHandler;
import outerpark.contracts.events.Envelope;
import outerpark.customercenter.CustomercenterDatabase;

/**
 * The saga's last row: whatever any service tells becomes a part of the story. Here it acts on events that come alone,
 * as a dead letter does that is replayed; those that lie in the log are brought to the {@link ViewWriter}.
 */
@Singleton
final class StoriesFollowTheLog implements EventHandler {

    static final String NAME = "customercenter";

    private final Database database;
    private final ViewStore store;

    StoriesFollowTheLog(@Identifier(CustomercenterDatabase.NAME) Database database, ViewStore store) {
        this.database = database;
        this.store = store;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> sources() {
        return Set.of("musical", "reservation", "payment", "notice");
    }

    /** Where its dead letters are. */
    @Override
    public Database database() {
        return database;
    }

    @Override
    public void on(Transaction transaction, List<Envelope> events) throws SQLException {
        try {
            boolean isAdded = store.state()
                    .filter(view -> store.add(view.generation(), Map.of(), events))
                    .isPresent();
            if (!isAdded) {
                throw new SQLException("the view is being made anew at this moment", ViewStore.CONNECTION_FAILURE);
            }
        } catch (ViewStore.Away e) {
            throw e.asOfDatabase();
        }
    }
}
