package outerpark.common.identity;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import outerpark.common.http.ProblemAnswers;
import outerpark.http.ProblemCode;

/**
 * With {@code outerpark.security=open} everybody is the manager: for walking through the seed's commands verbatim. Only
 * requests to this machine by its own name are let in: a web page from elsewhere, whose name was pointed here to get
 * around the browser's same-origin rule, comes under that name.
 */
@ApplicationScoped
public class OpenDoor implements SecurityIdentityAugmentor {

    private static final int AFTER_CORRELATION = 940;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean open;

    OpenDoor(@ConfigProperty(name = "outerpark.security") String security) {
        this.open = security.equals("open");
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        return Uni.createFrom().item(open && identity.isAnonymous() ? everybody() : identity);
    }

    void register(@Observes Filters filters) {
        if (open) {
            filters.register(OpenDoor::letInByTheMachinesOwnName, AFTER_CORRELATION);
        }
    }

    /** Whether a request is to this machine by its own name, whatever the port. */
    static boolean namesThisMachine(@Nullable HostAndPort authority) {
        return authority != null && THIS_MACHINE.contains(authority.host().toLowerCase(Locale.ROOT));
    }

    private static void letInByTheMachinesOwnName(RoutingContext request) {
        if (namesThisMachine(request.request().authority())) {
            request.next();
        } else {
            ProblemAnswers.answer(
                    request,
                    ProblemCode.FORBIDDEN
                            .problem("with open security the Host must be localhost, 127.0.0.1 or [::1]")
                            .build());
        }
    }

    private static SecurityIdentity everybody() {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal("everybody"))
                .addRole(Roles.MANAGER)
                .build();
    }
}
