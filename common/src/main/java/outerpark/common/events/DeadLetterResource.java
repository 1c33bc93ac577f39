package outerpark.common.events;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import outerpark.common.identity.Roles;
import outerpark.http.Page;
import outerpark.http.Problem;
import outerpark.http.ProblemCode;
import outerpark.http.Violations;

/** The dead letters, over HTTP. */
@Path("/operations/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.MANAGER)
@SecurityRequirement(name = "manager")
@Tag(name = "Operations", description = "For those who look after the system.")
@APIResponse(responseCode = "401", description = "unauthenticated")
public class DeadLetterResource {

    /** So far back a list goes, lest a page of many services' letters read all of them. */
    static final int REACH_MAX = 10_000;

    private final DeadLetterDesk desk;

    DeadLetterResource(DeadLetterDesk desk) {
        this.desk = desk;
    }

    @GET
    @Operation(
            summary = "List dead letters",
            description = "Events that a handler cannot act on, parked so that the rest goes on; the newest first,"
                    + " without their data. Goes back " + REACH_MAX + " letters; beyond, replay or drop some.")
    @APIResponse(responseCode = "200", description = "A page of them")
    @APIResponse(responseCode = "400", description = "invalid-request")
    public Page.Of<DeadLetter> list(
            @Parameter(description = "Only those of this service's handlers") @QueryParam("service") @Nullable
                    String service,
            @Parameter(description = "Only those of this handler") @QueryParam("handler") @Nullable String handler,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size) {
        Page asked = Page.of(page, size);
        Violations violations = new Violations();
        if (asked.offset() + asked.size() > REACH_MAX) {
            violations.add("page", "must not go beyond the newest " + REACH_MAX);
        }
        if (service != null && !desk.services().contains(service)) {
            violations.add("service", "must be one of " + String.join(", ", desk.services()));
        }
        violations.throwIfAny();
        return desk.list(service, handler, asked);
    }

    @GET
    @Path("{service}/{id}")
    @Operation(summary = "Read a dead letter", description = "With its data.")
    @APIResponse(responseCode = "200", description = "All that is known about it")
    @APIResponse(responseCode = "404", description = "not-found")
    public DeadLetter read(@PathParam("service") String service, @PathParam("id") String id) {
        return desk.find(service, numberOf(service, id)).orElseThrow(noSuchLetter(service, id));
    }

    @POST
    @Path("{service}/{id}/replay")
    @Operation(
            summary = "Replay a dead letter",
            description = "Has its handler act on the event now. If it can, the letter is gone; if not, it stays, with"
                    + " the new error.")
    @APIResponse(responseCode = "200", description = "Acted on; the letter as it was")
    @APIResponse(responseCode = "404", description = "not-found; perhaps somebody else was faster")
    @APIResponse(responseCode = "409", description = "event-refused: still cannot be acted on; the letter says why")
    @APIResponse(responseCode = "503", description = "temporarily-unavailable: the letter stays as it is")
    public DeadLetter replay(@PathParam("service") String service, @PathParam("id") String id) {
        DeadLetterDesk.Replay replay =
                desk.replay(service, numberOf(service, id)).orElseThrow(noSuchLetter(service, id));
        if (!replay.isActedOn()) {
            // The reason may be the inside's own words, which stand in the letter and in no problem.
            throw ProblemCode.EVENT_REFUSED
                    .problem(replay.letter().handler() + " still cannot act on it; the dead letter says why")
                    .with("attempts", replay.letter().attempts())
                    .build();
        }
        return replay.letter();
    }

    @DELETE
    @Path("{service}/{id}")
    @Operation(summary = "Drop a dead letter", description = "For good: its handler will never act on the event.")
    @APIResponse(responseCode = "200", description = "What was dropped")
    @APIResponse(responseCode = "404", description = "not-found")
    public DeadLetter drop(@PathParam("service") String service, @PathParam("id") String id) {
        return desk.drop(service, numberOf(service, id)).orElseThrow(noSuchLetter(service, id));
    }

    /** What is no number names nothing. */
    private static long numberOf(String service, String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw noSuchLetter(service, id).get();
        }
    }

    private static Supplier<Problem> noSuchLetter(String service, String id) {
        return () -> ProblemCode.NOT_FOUND
                .problem("there is no dead letter " + service + "/" + id)
                .build();
    }
}
