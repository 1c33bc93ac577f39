package outerpark.common.identity;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** With {@code outerpark.security=open} everybody is the manager: for walking through the seed's commands verbatim. */
@ApplicationScoped
public class OpenDoor implements SecurityIdentityAugmentor {

    private final boolean open;

    OpenDoor(@ConfigProperty(name = "outerpark.security") String security) {
        this.open = security.equals("open");
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        return Uni.createFrom().item(open && identity.isAnonymous() ? everybody() : identity);
    }

    private static SecurityIdentity everybody() {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal("everybody"))
                .addRole(Roles.MANAGER)
                .build();
    }
}
