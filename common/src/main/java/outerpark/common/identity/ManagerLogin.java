package outerpark.common.identity;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The bootstrap manager: one account, by HTTP Basic, whose password is kept as a bcrypt hash. */
@ApplicationScoped
public class ManagerLogin implements IdentityProvider<UsernamePasswordAuthenticationRequest> {

    public static final String USER = "manager";
    /** What a 401 asks for. */
    public static final String CHALLENGE = "Basic realm=\"outerpark\"";
    /** bcrypt reads no further, so a longer password would be cut without a word. */
    public static final int PASSWORD_BYTES_MAX = 72;

    private final String passwordHash;
    private final byte[] salt = new byte[16];
    private volatile byte[] lastAccepted = new byte[0];

    ManagerLogin(@ConfigProperty(name = "outerpark.manager.password-hash") String passwordHash) {
        this.passwordHash = passwordHash;
        new SecureRandom().nextBytes(salt);
    }

    @Override
    public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
        return UsernamePasswordAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
        String password = new String(request.getPassword().getPassword());
        byte[] digest = digest(password);
        if (!request.getUsername().equals(USER)) {
            return Uni.createFrom().failure(new AuthenticationFailedException());
        }
        // bcrypt is slow on purpose; a password it has accepted is known again by its salted digest.
        if (MessageDigest.isEqual(digest, lastAccepted)) {
            return Uni.createFrom().item(manager());
        }
        return context.runBlocking(() -> {
            if (password.getBytes(StandardCharsets.UTF_8).length > PASSWORD_BYTES_MAX
                    || !BcryptUtil.matches(password, passwordHash)) {
                throw new AuthenticationFailedException();
            }
            lastAccepted = digest;
            return manager();
        });
    }

    private static SecurityIdentity manager() {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(USER))
                .addRole(Roles.MANAGER)
                .build();
    }

    private byte[] digest(String password) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(salt);
            return sha256.digest(password.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
