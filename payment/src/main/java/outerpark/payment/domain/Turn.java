package outerpark.payment.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a payment is next worked on, and whether somebody works on it now.
 *
 * @param claims how often it was claimed: an answer of an earlier claim is not listened to, for whoever claimed it
 *     since
 *     gets the same one
 * @param claimed somebody works on it, and whoever finds it claimed at {@code at} takes over
 * @param at null if there is nothing to do
 */
public record Turn(int claims, boolean claimed, @Nullable Instant at) {

    static Turn none() {
        return new Turn(0, false, null);
    }

    static Turn first(Instant at) {
        return new Turn(0, false, at);
    }

    Turn claimUntil(Instant until) {
        return new Turn(claims + 1, true, until);
    }

    Turn over() {
        return new Turn(claims, false, null);
    }

    Turn next(@Nullable Instant at) {
        return new Turn(claims, false, at);
    }

    boolean isOf(int claim) {
        return claimed && claims == claim;
    }
}
