package outerpark.process;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import outerpark.contracts.calls.HttpCalls;

/** By this one service knows another: a secret that all services of an installation share, and nobody else has. */
@Singleton
public final class ServiceCredential implements HttpAuthenticationMechanism {

    /** Whom the internal calls are open to. */
    public static final String ROLE = "service";

    private static final int LENGTH_MIN = 32;

    private final String secret;

    ServiceCredential(@ConfigProperty(name = "outerpark.service.credential") String secret) {
        if (secret.length() < LENGTH_MIN) {
            throw new IllegalArgumentException(
                    "outerpark.service.credential must have at least " + LENGTH_MIN + " characters");
        }
        this.secret = secret;
    }

    String secret() {
        return secret;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        String sent = request.request().getHeader(HttpCalls.CREDENTIAL_HEADER);
        if (sent == null) {
            return Uni.createFrom().nullItem(); // somebody else's to answer for
        }
        return isSecret(sent)
                ? Uni.createFrom().item(service())
                : Uni.createFrom().failure(new AuthenticationFailedException());
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }

    /** Takes the same time whatever was sent. */
    private boolean isSecret(String sent) {
        return MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    private static SecurityIdentity service() {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(ROLE))
                .addRole(ROLE)
                .build();
    }
}
