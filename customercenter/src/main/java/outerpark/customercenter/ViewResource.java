package outerpark.customercenter;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;
import outerpark.common.identity.Roles;
import outerpark.http.ProblemCode;

/** The state of the customers' view, and its rebuilding, over HTTP. */
@Path("/operations/view")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.MANAGER)
@SecurityRequirement(name = "manager")
@Tag(name = "Operations", description = "For those who look after the system.")
public class ViewResource {

    private final View view;

    ViewResource(View view) {
        this.view = view;
    }

    /** Whether the view can be read. */
    public enum State {
        CURRENT,
        REBUILDING
    }

    /**
     * Where the view stands.
     *
     * @param state stories cannot be read while it is being rebuilt
     * @param behind events that are told and not yet in the view
     * @param sources the same for each service that tells them
     * @param rebuildBegunAt of the latest rebuilding; left out if there was none
     */
    public record ViewState(
            State state,
            long behind,
            List<Source> sources,
            @Nullable Instant rebuildBegunAt) {}

    /** How far the view has followed one service; see {@link ViewState}. */
    public record Source(String service, long behind) {}

    @GET
    @Operation(
            summary = "Read where the customers' view stands",
            description = "CURRENT: stories can be read; a few events behind is normal under load. REBUILDING: it is"
                    + " made anew from the services' events, and reading a story answers 503 until it has everything"
                    + " that had been told when that began.")
    @APIResponse(responseCode = "200", description = "Its state, and how many events it is behind")
    @APIResponse(responseCode = "401", description = "unauthenticated")
    public ViewState read() {
        View.Standing standing = view.standing();
        List<Source> sources = standing.behind().entrySet().stream()
                .map(source -> new Source(source.getKey(), source.getValue()))
                .toList();
        return new ViewState(
                standing.isRebuilding() ? State.REBUILDING : State.CURRENT,
                sources.stream().mapToLong(Source::behind).sum(),
                sources,
                standing.begunAt().orElse(null));
    }

    @POST
    @Path("rebuild")
    @ResponseStatus(202)
    @Operation(
            summary = "Rebuild the customers' view",
            description = "Drops the view and makes it anew from all that the services ever told; the stories are the"
                    + " same afterwards. Bookings go on meanwhile, and so does the rebuilding after a restart. Asked"
                    + " for again while it is under way, it goes on as it is.")
    @APIResponse(responseCode = "202", description = "It has begun; read the view's state to see how it goes on")
    @APIResponse(responseCode = "401", description = "unauthenticated")
    @APIResponse(responseCode = "409", description = "log-incomplete: old events were dropped, nothing was done")
    @APIResponse(responseCode = "503", description = "temporarily-unavailable: the view is in use, as by a backup")
    public ViewState begin() {
        List<String> incomplete = view.begin();
        if (!incomplete.isEmpty()) {
            throw ProblemCode.LOG_INCOMPLETE
                    .problem("old events were dropped by the retention, and with them the older stories would be lost;"
                            + " nothing was done. Dropped by: " + String.join(", ", incomplete))
                    .build();
        }
        return read();
    }
}
