package outerpark.contracts.calls;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The call notice → reservation: where the customers are reached. No event tells that. Promised by reservation. */
public interface Contacts {

    /**
     * Of each reservation that there is.
     *
     * @throws RuntimeException if they cannot be told now
     */
    Map<UUID, Contact> of(Collection<UUID> reservationIds);

    /**
     * What the customer told of themselves.
     *
     * @param language to be told in, by its code
     */
    record Contact(
            @Nullable String name,
            @Nullable String email,
            @Nullable String language) {

        @Override
        public String toString() {
            return "Contact(not shown)";
        }
    }
}
