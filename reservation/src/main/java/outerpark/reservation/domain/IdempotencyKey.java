package outerpark.reservation.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an idempotency key determines: the reservation's id, from key and caller, and a digest of the request's body, to
 * know the same request again.
 */
public final class IdempotencyKey {

    private static final long TIMESTAMP_BITS = 0xFFFF_FFFF_FFFF_0000L;
    private static final int TIMESTAMP_SHIFT = 16;
    private static final long VERSION_BITS = 0xF000L;
    private static final long VARIANT_BITS = 0xC000_0000_0000_0000L;
    private static final long RFC_VARIANT = 0x8000_0000_0000_0000L;
    private static final int TIME_ORDERED = 7;

    private IdempotencyKey() {}

    /**
     * The id: a hash, as UUIDv8. A UUIDv7 key lends its timestamp, so that ids of requests made together stand together
     * in the index; the id then is a UUIDv7 too.
     */
    public static UUID reservationId(UUID key, String caller) {
        ByteBuffer hash = hash(caller, "\n", key.toString());
        long high = hash.getLong();
        long low = hash.getLong();
        boolean timeOrdered = key.version() == TIME_ORDERED;
        if (timeOrdered) {
            high = (key.getMostSignificantBits() & TIMESTAMP_BITS) | (high & ~TIMESTAMP_BITS);
        }
        high = (high & ~VERSION_BITS) | (timeOrdered ? 0x7000L : 0x8000L);
        return new UUID(high, (low & ~VARIANT_BITS) | RFC_VARIANT);
    }

    /** Whether the key that determined the id tells its time, and that is no farther from now than this. */
    public static boolean isMadeWithin(Duration span, UUID reservationId, Instant now) {
        if (reservationId.version() != TIME_ORDERED) {
            return false;
        }
        long madeMillis = reservationId.getMostSignificantBits() >>> TIMESTAMP_SHIFT;
        return Math.abs(now.toEpochMilli() - madeMillis) <= span.toMillis();
    }

    /** Equal for requests that ask for the same, whatever the order and spelling of their JSON. */
    public static UUID bodyHash(long musicalId, int seats, Customer customer, @Nullable String paymentMethod) {
        ByteBuffer hash = hash(
                musicalId + "\n" + seats,
                part(customer.name()),
                part(customer.email()),
                part(customer.phone()),
                part(paymentMethod),
                // Nothing was hashed for it before there was one.
                customer.language() == null ? "" : part(customer.language()));
        return new UUID(hash.getLong(), hash.getLong());
    }

    /** Told apart from its neighbours, and from a part that is missing. */
    private static String part(@Nullable String text) {
        return text == null ? "\n-" : "\n" + text.length() + ":" + text;
    }

    private static ByteBuffer hash(String... parts) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                sha256.update(part.getBytes(StandardCharsets.UTF_8));
            }
            return ByteBuffer.wrap(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
