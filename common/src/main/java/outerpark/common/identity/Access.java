package outerpark.common.identity;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.http.ProblemCode;

/** Decides whose a reservation is. The answer never tells whether a reservation exists. */
@ApplicationScoped
public class Access {

    public static final String TOKEN_HEADER = "Reservation-Token";

    private final SecurityIdentity identity;
    private final ReservationTokens tokens;

    Access(SecurityIdentity identity, ReservationTokens tokens) {
        this.identity = identity;
        this.tokens = tokens;
    }

    /** Lets the owner and the manager pass; anybody else gets {@code unauthenticated} or {@code forbidden}. */
    public void requireOwner(UUID reservationId, @Nullable String token) {
        if (isManager() || isOpenedBy(token, reservationId)) {
            return;
        }
        if (token == null && identity.isAnonymous()) {
            throw ProblemCode.UNAUTHENTICATED
                    .problem("send the reservation's token in the header " + TOKEN_HEADER)
                    .withHeader("WWW-Authenticate", ManagerLogin.CHALLENGE)
                    .build();
        }
        throw ProblemCode.FORBIDDEN.problem("this is not your reservation").build();
    }

    /** Whether the token opens the reservation. */
    public boolean isOpenedBy(@Nullable String token, UUID reservationId) {
        return token != null && tokens.opens(token, reservationId);
    }

    public boolean isManager() {
        return identity.hasRole(Roles.MANAGER);
    }

    /** Who an idempotency key belongs to: a guest's key is as secret as a token, so all guests are one caller. */
    public String callerOfKey() {
        return identity.isAnonymous() ? "guest" : identity.getPrincipal().getName();
    }
}
