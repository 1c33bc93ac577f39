package outerpark.reservation.domain;

import org.jspecify.annotations.Nullable;

/**
 * What the customer told about themselves; personal data, which never leaves this service in an event.
 *
 * @param language to be told in, by its code in small letters
 */
public record Customer(
        @Nullable String name,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String language) {

    public static final Customer UNKNOWN = new Customer(null, null, null, null);

    @Override
    public String toString() {
        return "Customer(not shown)";
    }
}
