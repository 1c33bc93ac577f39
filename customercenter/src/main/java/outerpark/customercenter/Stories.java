package outerpark.customercenter;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import outerpark.common.database.Transaction;
import outerpark.contracts.events.Envelope;
import outerpark.customercenter.domain.Story;

/** Where the stories are kept. All of it can be rebuilt from what the services told. */
interface Stories {

    /** Adds what is not there yet: events may come again, and in any order. */
    void add(Transaction transaction, List<Envelope> events) throws SQLException;

    /** The reservation's story as far as it is known here; empty if its beginning is not. */
    Optional<Story> find(UUID reservationId);
}
