package outerpark.customercenter;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import outerpark.common.database.Transaction;
import outerpark.contracts.events.Envelope;
import outerpark.customercenter.domain.Telling;

/** Where the stories are kept. All of it can be rebuilt from what the services told. */
interface Stories {

    /** Adds what is not there yet: events may come again, and in any order. */
    void add(Transaction transaction, List<Envelope> events) throws SQLException;

    /**
     * What has been heard of each of the reservations; one of which nothing has been heard is left out. All of it is
     * empty while the view is being rebuilt: half a story is none.
     */
    Optional<Map<UUID, Telling>> read(Collection<UUID> reservationIds);
}
