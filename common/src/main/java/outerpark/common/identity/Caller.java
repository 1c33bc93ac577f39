package outerpark.common.identity;

import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a reservation.
 *
 * @param name whom an idempotency key belongs to: a guest's key is as secret as a token, so all guests are one caller
 * @param customerId of a signed-in customer
 * @param mark makes a reservation's id theirs
 */
public record Caller(String name, @Nullable UUID customerId, UnaryOperator<UUID> mark) {

    /** Somebody who does not say who they are. */
    public static final Caller GUEST = new Caller("guest", null, UnaryOperator.identity());

    /** The id of a reservation that they make. */
    public UUID own(UUID reservationId) {
        return mark.apply(reservationId);
    }
}
