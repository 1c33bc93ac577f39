package outerpark.payment.sandbox;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import outerpark.common.identity.Roles;
import outerpark.http.ProblemCode;
import outerpark.http.Violations;

/** The sandbox's dial, over HTTP; only there if the sandbox is the configured provider. */
@Path("/payments/sandbox")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.MANAGER)
@SecurityRequirement(name = "manager")
@Tag(name = "Sandbox payment provider", description = "Shows what the system does when payment is slow or away.")
public class SandboxResource {

    private final SandboxDial dial;

    SandboxResource(SandboxDial dial) {
        this.dial = dial;
    }

    /** Where the dial is to stand; what is left out goes back to rest: 0, or false. */
    public record Wanted(
            @Nullable Long latencyMs,
            @Nullable Double declineRate,
            @Nullable Double errorRate,
            @Nullable Boolean down) {}

    @GET
    @Operation(summary = "Read the dial")
    @APIResponse(responseCode = "200", description = "The dial")
    @APIResponse(responseCode = "404", description = "not-found: another provider is configured")
    public Dial read() {
        requireInUse();
        return dial.read();
    }

    @PUT
    @Operation(
            summary = "Turn the dial",
            description = "latencyMs 0 to 60000; declineRate and errorRate 0 to 1; down. What is left out goes back to"
                    + " rest (0, or false), so {} is a provider that is prompt and willing.")
    @APIResponse(responseCode = "200", description = "The dial, as it stands now")
    @APIResponse(responseCode = "400", description = "invalid-request")
    @APIResponse(responseCode = "404", description = "not-found: another provider is configured")
    public Dial turn(@Nullable Wanted body) {
        requireInUse();
        Wanted wanted = body == null ? new Wanted(null, null, null, null) : body;
        Violations violations = new Violations();
        long latencyMs = wanted.latencyMs() == null ? 0 : wanted.latencyMs();
        Dial checked = new Dial(
                (int) violations.numberIfAny(latencyMs, "latencyMs", 0, Dial.LATENCY_MS_MAX),
                rate(violations, wanted.declineRate(), "declineRate"),
                rate(violations, wanted.errorRate(), "errorRate"),
                Boolean.TRUE.equals(wanted.down()));
        violations.throwIfAny();
        dial.turn(checked);
        return checked;
    }

    private void requireInUse() {
        if (!dial.isInUse()) {
            throw ProblemCode.NOT_FOUND
                    .problem("another payment provider is configured")
                    .build();
        }
    }

    private static double rate(Violations violations, @Nullable Double value, String field) {
        double rate = value == null ? 0 : value;
        if (rate >= 0 && rate <= 1) {
            return rate;
        }
        // Not a number ends here too.
        violations.add(field, "must be from 0 to 1");
        return 0;
    }
}
