package outerpark.notice;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.Database;
import outerpark.common.identity.Access;
import outerpark.http.Violations;
import outerpark.notice.domain.Notice;

/** The notices, over HTTP. */
@Path("/notices")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Notices", description = "What the customer was told about a reservation's payment.")
public class NoticeResource {

    private final Database database;
    private final Access access;

    NoticeResource(@Identifier(NoticeDatabase.NAME) Database database, Access access) {
        this.database = database;
        this.access = access;
    }

    /** The notices about one reservation. */
    public record Notices(List<Notice> items) {}

    @GET
    @PermitAll
    @SecurityRequirement(name = "reservationToken")
    @SecurityRequirement(name = "customer")
    @SecurityRequirement(name = "manager")
    @Operation(
            summary = "List a reservation's notices",
            description = "For its owner and the manager. The oldest first; empty until there is something to tell.")
    @APIResponse(responseCode = "200", description = "All its notices")
    @APIResponse(responseCode = "400", description = "invalid-request")
    @APIResponse(responseCode = "401", description = "unauthenticated")
    @APIResponse(responseCode = "403", description = "forbidden")
    public Notices list(
            @QueryParam("reservationId") @Nullable String reservationId,
            @HeaderParam(Access.TOKEN_HEADER) @Nullable String token) {
        UUID id = required(reservationId);
        access.requireOwner(id, token);
        return new Notices(database.read(connection -> NoticeStore.about(connection, id)));
    }

    private static UUID required(@Nullable String reservationId) {
        Violations violations = new Violations();
        UUID id = violations.uuidIfAny(reservationId, "reservationId");
        if (reservationId == null) {
            violations.add("reservationId", "is required");
        }
        violations.throwIfAny();
        return Objects.requireNonNull(id);
    }
}
