package outerpark.customercenter.postgres;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import outerpark.common.database.Database;
import outerpark.common.database.SqlArrays;
import outerpark.common.events.DeadLetters;
import outerpark.common.events.OutboxDays;
import outerpark.common.events.OutboxReader;
import outerpark.customercenter.CustomercenterDatabase;
import outerpark.customercenter.View;

/**
 * Makes the view anew from what the services told: empties it, its dead letters too, and sets its followers back to the
 * beginning, in one transaction. The rebuilding is over, for good, when each of them has come as far as its source had
 * told when it began. The database itself notes that in the transaction that gets there, so every process knows it, a
 * crash in the middle changes nothing, and neither does an operator who sets a follower back later.
 */
@Singleton
final class PostgresView implements View {

    /** A condition of SQL: whether the view is being rebuilt. */
    static final String UNDER_WAY = "EXISTS (SELECT FROM view_rebuild)";

    /**
     * What is being read or written, a backup too, goes first; whoever comes meanwhile waits that long behind it. Then
     * the rebuilding gives up.
     */
    private static final String LOCK_TIMEOUT = "2s";

    private final Database database;
    private final OutboxReader outboxes;
    private final Clock clock;

    PostgresView(@Identifier(CustomercenterDatabase.NAME) Database database, OutboxReader outboxes, Clock clock) {
        this.database = database;
        this.outboxes = outboxes;
        this.clock = clock;
    }

    @Override
    public List<String> begin() {
        return database.write(transaction -> {
            Connection c = transaction.connection();
            execute(c, "SET LOCAL lock_timeout = '" + LOCK_TIMEOUT + "'");
            if (isUnderWay(c)) {
                return List.of(); // whatever was dropped meanwhile is read
            }
            OutboxDays.keep(transaction, StoriesFollowEverything.SOURCES);
            List<String> incomplete = incompleteSources();
            if (!incomplete.isEmpty()) {
                return incomplete;
            }
            // Followers take the tables first and their cursor last, and so does this.
            execute(c, "LOCK TABLE story, customer_reservation, show IN ACCESS EXCLUSIVE MODE");
            if (isUnderWay(c)) {
                return List.of();
            }
            execute(c, "TRUNCATE story, customer_reservation, show");
            setBack(c);
            // They come again on the way, and are parked again if they still cannot be taken.
            DeadLetters.forget(transaction, StoriesFollowEverything.NAME);
            aim(c);
            nextGeneration(c);
            return List.of();
        });
    }

    private List<String> incompleteSources() {
        return StoriesFollowEverything.SOURCES.stream()
                .filter(source -> !outboxes.isWhole(source))
                .sorted()
                .toList();
    }

    @Override
    public Standing standing() {
        return database.read(connection -> {
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT " + UNDER_WAY + ", begun_at FROM view_generation");
                    ResultSet row = select.executeQuery()) {
                row.next();
                Optional<Instant> begunAt =
                        Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant);
                return new Standing(row.getBoolean(1), begunAt, behind(connection));
            }
        });
    }

    private SortedMap<String, Long> behind(Connection c) throws SQLException {
        SortedMap<String, Long> behind = new TreeMap<>();
        try (PreparedStatement select = c.prepareStatement("""
                SELECT source, coalesce(position, 0)
                  FROM unnest(?::text[]) AS source LEFT JOIN event_cursor USING (source)
                 WHERE handler = ? OR handler IS NULL
                """)) {
            select.setArray(1, sources(c));
            select.setString(2, StoriesFollowEverything.NAME);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String source = row.getString(1);
                    behind.put(source, outboxes.countAfter(source, row.getLong(2)));
                }
            }
        }
        return behind;
    }

    private static void setBack(Connection c) throws SQLException {
        try (PreparedStatement upsert = c.prepareStatement("""
                INSERT INTO event_cursor (handler, source, position)
                SELECT ?, source, 0 FROM unnest(?::text[]) AS source
                ON CONFLICT (handler, source) DO UPDATE SET position = 0
                """)) {
            upsert.setString(1, StoriesFollowEverything.NAME);
            upsert.setArray(2, sources(c));
            upsert.executeUpdate();
        }
    }

    /** As far as the sources have told by now; no follower can be further, for it cannot write meanwhile. */
    private void aim(Connection c) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement("""
                INSERT INTO view_rebuild (source, target)
                SELECT source, target FROM unnest(?::text[], ?::bigint[]) AS t (source, target) WHERE target > 0
                """)) {
            insert.setArray(1, sources(c));
            insert.setArray(2, SqlArrays.bigints(c, StoriesFollowEverything.SOURCES, outboxes::lastPosition));
            insert.executeUpdate();
        }
    }

    private void nextGeneration(Connection c) throws SQLException {
        try (PreparedStatement update =
                c.prepareStatement("UPDATE view_generation SET generation = generation + 1, begun_at = ?")) {
            update.setTimestamp(1, Timestamp.from(clock.instant()));
            update.executeUpdate();
        }
    }

    private static boolean isUnderWay(Connection c) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("SELECT " + UNDER_WAY);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static Array sources(Connection c) throws SQLException {
        return SqlArrays.texts(c, StoriesFollowEverything.SOURCES, source -> source);
    }

    private static void execute(Connection c, String sql) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute(sql);
        }
    }
}
