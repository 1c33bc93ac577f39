package outerpark.common.identity;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import outerpark.http.ProblemCode;

/** Decides whose a reservation is. The answer never tells whether a reservation exists. */
@ApplicationScoped
public class Access {

    public static final String TOKEN_HEADER = "Reservation-Token";

    private final SecurityIdentity identity;
    private final ReservationTokens tokens;
    private final CustomerIds customers;

    Access(SecurityIdentity identity, ReservationTokens tokens, CustomerIds customers) {
        this.identity = identity;
        this.tokens = tokens;
        this.customers = customers;
    }

    /** Lets the owner and the manager pass; anybody else gets {@code unauthenticated} or {@code forbidden}. */
    public void requireOwner(UUID reservationId, @Nullable String token) {
        if (isManager() || isOpenedBy(token, reservationId) || isOwnedByCaller(reservationId)) {
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

    /** The customer who is signed in; empty for guests and managers. */
    public Optional<UUID> customer() {
        return identity.getPrincipal() instanceof JsonWebToken jwt && jwt.getSubject() != null && !isManager()
                ? Optional.of(customers.of(String.valueOf(jwt.getIssuer()), jwt.getSubject()))
                : Optional.empty();
    }

    /** Lets a signed-in customer pass; anybody else gets {@code unauthenticated} or {@code forbidden}. */
    public UUID requireCustomer() {
        if (identity.isAnonymous()) {
            throw ProblemCode.UNAUTHENTICATED
                    .problem("sign in as a customer")
                    .withHeader("WWW-Authenticate", "Bearer")
                    .build();
        }
        return customer()
                .orElseThrow(() -> ProblemCode.FORBIDDEN
                        .problem("only a customer has reservations of their own")
                        .build());
    }

    /** Lets the manager pass; anybody else gets {@code unauthenticated} or {@code forbidden}. */
    public void requireManager() {
        if (isManager()) {
            return;
        }
        if (identity.isAnonymous()) {
            throw ProblemCode.UNAUTHENTICATED
                    .problem("sign in as the manager")
                    .withHeader("WWW-Authenticate", ManagerLogin.CHALLENGE)
                    .build();
        }
        throw ProblemCode.FORBIDDEN.problem("only the manager may do that").build();
    }

    private boolean isOwnedByCaller(UUID reservationId) {
        return customer().filter(id -> customers.owns(id, reservationId)).isPresent();
    }

    /** Whether the token opens the reservation. */
    public boolean isOpenedBy(@Nullable String token, UUID reservationId) {
        return token != null && tokens.opens(token, reservationId);
    }

    public boolean isManager() {
        return identity.hasRole(Roles.MANAGER);
    }

    /** Who makes the request. */
    public Caller caller() {
        return customer()
                .map(id -> new Caller("customer " + id, id, reservationId -> customers.owned(reservationId, id)))
                .orElseGet(() -> identity.isAnonymous()
                        ? Caller.GUEST
                        : new Caller(identity.getPrincipal().getName(), null, UnaryOperator.identity()));
    }
}
