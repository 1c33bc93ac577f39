package outerpark.process.reservation;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import outerpark.contracts.calls.HoldFates;
import outerpark.contracts.calls.HttpCalls;
import outerpark.process.ServiceCredential;

/** What became of holds, over HTTP, for musical alone. */
@Path(HttpCalls.SETTLE)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(ServiceCredential.ROLE)
public class HoldFatesResource {

    private final HoldFates fates;

    HoldFatesResource(HoldFates fates) {
        this.fates = fates;
    }

    @POST
    @RunOnVirtualThread
    @Operation(hidden = true)
    public HttpCalls.Fates settle(HttpCalls.Settle call) {
        return new HttpCalls.Fates(fates.settle(call.holdIds()));
    }
}
