package outerpark.common.identity;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The token that alone opens a guest's reservation: an HMAC-SHA256 of the reservation's id, cut to 128 bits, in
 * base64url. Nothing is stored for it, and any service that has the key can check it.
 */
@Singleton
public final class ReservationTokens {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int TOKEN_BYTES = 16;

    /** Ready to sign, and never used itself: its clones are spared the setting up. */
    private final Mac prototype;

    /** @param key base64 of at least 32 random bytes, the same for every service of one installation */
    ReservationTokens(@ConfigProperty(name = "outerpark.token.key") String key) {
        byte[] bytes = Base64.getDecoder().decode(key);
        if (bytes.length < 32) {
            throw new IllegalArgumentException("outerpark.token.key must be base64 of at least 32 bytes");
        }
        try {
            this.prototype = Mac.getInstance(ALGORITHM);
            prototype.init(new SecretKeySpec(bytes, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every Java platform", e);
        }
    }

    public String tokenOf(UUID reservationId) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sign(reservationId));
    }

    /** Whether the token opens the reservation; takes the same time whatever the token is. */
    public boolean opens(String token, UUID reservationId) {
        try {
            return MessageDigest.isEqual(Base64.getUrlDecoder().decode(token), sign(reservationId));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private byte[] sign(UUID reservationId) {
        ByteBuffer id = ByteBuffer.allocate(Long.BYTES * 2)
                .putLong(reservationId.getMostSignificantBits())
                .putLong(reservationId.getLeastSignificantBits());
        try {
            Mac mac = (Mac) prototype.clone();
            return Arrays.copyOf(mac.doFinal(id.array()), TOKEN_BYTES);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's " + ALGORITHM + " can be cloned", e);
        }
    }
}
