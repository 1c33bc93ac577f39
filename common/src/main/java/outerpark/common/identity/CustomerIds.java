package outerpark.common.identity;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Who a signed-in customer is, and which reservations are theirs. A customer's id is a keyed hash of issuer and
 * subject, so it tells nobody who they are. The id of a reservation that a customer makes carries a keyed mark of
 * theirs, so any service that has the key knows its owner without asking anybody, as with a guest's token.
 */
@Singleton
public final class CustomerIds {

    private static final String ALGORITHM = "HmacSHA256";

    /** The last bits of an id. */
    private static final long MARK_BITS = (1L << 52) - 1;

    /** What is left of the id beside its time, version and variant, in its two halves. */
    private static final long FREE_BITS_HIGH = 0xFFFL;

    private static final long FREE_BITS_LOW = 0x3FFL << 52;

    private final SecretKeySpec key;

    /** As {@link ReservationTokens}, with the same key: what is hashed begins otherwise. */
    CustomerIds(@ConfigProperty(name = "outerpark.token.key") String key) {
        this.key = new SecretKeySpec(Base64.getDecoder().decode(key), ALGORITHM);
    }

    /** The customer whom that issuer knows under that name. */
    UUID of(String issuer, String subject) {
        ByteBuffer hash = hash("customer\n" + issuer + "\n" + subject);
        return new UUID(hash.getLong(), hash.getLong());
    }

    /** The id of a reservation that the customer makes, out of one that is anybody's; of the same time. */
    UUID owned(UUID anybodys, UUID customerId) {
        // Ids that are made in one millisecond differ in the bits that the mark takes.
        ByteBuffer spread = hash("spread\n" + anybodys);
        long high = mixed(anybodys.getMostSignificantBits(), spread.getLong(), FREE_BITS_HIGH);
        long low = mixed(anybodys.getLeastSignificantBits(), spread.getLong(), FREE_BITS_LOW);
        return new UUID(high, mixed(low, mark(high, low, customerId), MARK_BITS));
    }

    /** Whether the reservation is the customer's. */
    boolean owns(UUID customerId, UUID reservationId) {
        long low = reservationId.getLeastSignificantBits();
        return (low & MARK_BITS) == mark(reservationId.getMostSignificantBits(), low, customerId);
    }

    /** Follows from the customer, and from the id without its mark. */
    private long mark(long high, long low, UUID customerId) {
        return hash("owner\n" + customerId + "\n" + new UUID(high, low & ~MARK_BITS))
                        .getLong()
                & MARK_BITS;
    }

    /** Those bits from the second, the others from the first. */
    private static long mixed(long first, long second, long bits) {
        return (first & ~bits) | (second & bits);
    }

    private ByteBuffer hash(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return ByteBuffer.wrap(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every Java platform", e);
        }
    }
}
