package outerpark.reservation;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import outerpark.common.database.Database;
import outerpark.contracts.calls.HoldFates;

/**
 * Decides what became of a hold. Whoever is first to write its unique key decides: the reservation that names it, or
 * the note that it is abandoned.
 */
@Singleton
final class ReservationHoldFates implements HoldFates {

    private final Database database;

    ReservationHoldFates(@Identifier(ReservationDatabase.NAME) Database database) {
        this.database = database;
    }

    @Override
    public Map<UUID, Fate> settle(List<UUID> holdIds) {
        return database.write(transaction -> settle(transaction.connection(), holdIds));
    }

    private static Map<UUID, Fate> settle(Connection connection, List<UUID> holdIds) throws SQLException {
        Set<UUID> known = ReservationStore.holdsStored(connection, holdIds);
        List<UUID> unknown =
                holdIds.stream().filter(id -> !known.contains(id)).sorted().toList();
        if (!unknown.isEmpty()) {
            ReservationStore.abandon(connection, unknown);
        }
        // A store may have won the key since the first look.
        Set<UUID> stored = unknown.isEmpty() ? known : ReservationStore.holdsStored(connection, holdIds);
        Map<UUID, Fate> fates = new HashMap<>();
        holdIds.forEach(id -> fates.put(id, stored.contains(id) ? Fate.STORED : Fate.ABANDONED));
        return fates;
    }
}
