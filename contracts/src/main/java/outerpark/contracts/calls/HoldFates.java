package outerpark.contracts.calls;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The call musical → reservation: what became of a hold that nobody confirmed. Promised by reservation. */
public interface HoldFates {

    /**
     * Decides for each hold, durably and for good: one that has a reservation is {@link Fate#STORED}; any other is from
     * now on {@link Fate#ABANDONED}, and a reservation that names it can never be stored.
     *
     * @throws RuntimeException if nothing is known: the holds stay as they are
     */
    Map<UUID, Fate> settle(List<UUID> holdIds);

    enum Fate {
        STORED,
        ABANDONED
    }
}
