package outerpark.customercenter;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import outerpark.common.http.PathIds;
import outerpark.common.http.Problem;
import outerpark.common.http.ProblemCode;
import outerpark.common.identity.Access;
import outerpark.customercenter.domain.Story;

/** The customer's view, over HTTP. */
@Path("/myPages")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "My pages", description = "Everything that has happened to a reservation.")
public class MyPageResource {

    private static final int RETRY_AFTER_SECONDS = 1;

    private final Stories stories;
    private final Access access;

    MyPageResource(Stories stories, Access access) {
        this.stories = stories;
        this.access = access;
    }

    @GET
    @Path("{reservationId}")
    @PermitAll
    @SecurityRequirement(name = "reservationToken")
    @SecurityRequirement(name = "manager")
    @Operation(
            summary = "Read a reservation's story",
            description = "For its owner and the manager. It follows the reservation by events, so right after the"
                    + " reservation is made it may not be here yet.")
    @APIResponse(responseCode = "200", description = "The whole story, in order")
    @APIResponse(responseCode = "401", description = "unauthenticated")
    @APIResponse(responseCode = "403", description = "forbidden")
    @APIResponse(responseCode = "404", description = "not-found; Retry-After says when to look again")
    public Story read(
            @PathParam("reservationId") String reservationId,
            @HeaderParam(Access.TOKEN_HEADER) @Nullable String token) {
        UUID id = PathIds.uuid(reservationId, "reservation");
        access.requireOwner(id, token);
        return stories.find(id).orElseThrow(() -> notYet(id, access.isOpenedBy(token, id)));
    }

    /** Whoever has a token has a reservation, so its story is on the way. */
    private static Problem notYet(UUID id, boolean isOnTheWay) {
        Problem.Builder problem = ProblemCode.NOT_FOUND.problem("nothing is known here yet of the reservation " + id);
        return isOnTheWay
                ? problem.withHeader("Retry-After", RETRY_AFTER_SECONDS).build()
                : problem.build();
    }
}
