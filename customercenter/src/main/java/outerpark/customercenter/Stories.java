package outerpark.customercenter;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import outerpark.customercenter.domain.Telling;
import outerpark.http.Page;

/** The stories as they are read, wherever they are kept. Who keeps them adds to them what the services tell. */
public interface Stories {

    /**
     * What has been heard of each of the reservations; one of which nothing has been heard is left out. All of it is
     * empty while the view is being rebuilt: half a story is none.
     */
    Optional<Map<UUID, Telling>> read(Collection<UUID> reservationIds);

    /**
     * The reservations that a customer made while signed in, the newest first, as far as has been heard of them. Empty
     * while the view is being rebuilt.
     */
    Optional<Page.Of<UUID>> ofCustomer(UUID customerId, Page page);
}
