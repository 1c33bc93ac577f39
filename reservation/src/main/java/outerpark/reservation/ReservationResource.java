package outerpark.reservation;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.Database;
import outerpark.common.http.Correlation;
import outerpark.common.http.PathIds;
import outerpark.common.identity.Access;
import outerpark.http.Problem;
import outerpark.http.ProblemCode;
import outerpark.http.Violations;
import outerpark.reservation.domain.Reservation;

/** Reservations, over HTTP, for those who make them. */
@Path("/reservations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Reservations", description = "Seats are reserved, read and cancelled here. Payment follows by itself.")
public class ReservationResource {

    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final Placing placing;
    private final Cancelling cancelling;
    private final Database database;
    private final Access access;
    private final ReservationViews views;
    private final TokenRequests tokenRequests;
    private final Optional<String> mailHost;
    private final Correlation correlation;

    ReservationResource(
            Placing placing,
            Cancelling cancelling,
            @Identifier(ReservationDatabase.NAME) Database database,
            Access access,
            ReservationViews views,
            TokenRequests tokenRequests,
            @ConfigProperty(name = "outerpark.mail.host") Optional<String> mailHost,
            Correlation correlation) {
        this.placing = placing;
        this.cancelling = cancelling;
        this.database = database;
        this.access = access;
        this.views = views;
        this.tokenRequests = tokenRequests;
        this.mailHost = mailHost;
        this.correlation = correlation;
    }

    @POST
    @PermitAll
    @NonBlocking
    @Parameter(
            name = IDEMPOTENCY_KEY,
            in = ParameterIn.HEADER,
            description = "A UUID, as secret as the token; UUIDv7 is best",
            schema = @Schema(type = SchemaType.STRING, format = "uuid"))
    @Operation(
            summary = "Reserve seats",
            description = "When 201 is answered the seats are durably taken; payment follows by itself. With an"
                    + " Idempotency-Key the same request may be sent again, however often: it is answered with the"
                    + " same reservation (200). seats is 1 to 10000.")
    @APIResponseSchema(
            value = ReservationView.class,
            responseCode = "201",
            responseDescription = "Reserved; Location names it, reservationToken alone opens it later")
    @APIResponse(
            responseCode = "200",
            description = "Reserved before, by the same Idempotency-Key",
            content = @Content(schema = @Schema(implementation = ReservationView.class)))
    @APIResponse(responseCode = "400", description = "invalid-request")
    @APIResponse(responseCode = "404", description = "not-found: no such musical")
    @APIResponse(
            responseCode = "409",
            description = "insufficient-seats (with reservableSeat), sales-closed, too-many-seats")
    @APIResponse(responseCode = "422", description = "idempotency-conflict")
    @APIResponse(responseCode = "503", description = "temporarily-unavailable: nothing was taken, or it is given back")
    public CompletionStage<Response> place(@Context HttpHeaders headers, @Nullable PlaceBody body) {
        // Not by @HeaderParam, which takes an empty header for none.
        String idempotencyKey = headers.getHeaderString(IDEMPOTENCY_KEY);
        PlaceRequest request = PlaceBody.check(body, idempotencyKey, access.caller(), correlation.cause());
        return placing.place(request).thenApply(result -> answer(PlaceAnswer.of(request, result, views)));
    }

    @GET
    @Path("{reservationId}")
    @PermitAll
    @RunOnVirtualThread
    @SecurityRequirement(name = "reservationToken")
    @SecurityRequirement(name = "customer")
    @SecurityRequirement(name = "manager")
    @Operation(summary = "Read a reservation", description = "For its owner and the manager.")
    @APIResponse(responseCode = "200", description = "The reservation")
    @APIResponse(responseCode = "401", description = "unauthenticated")
    @APIResponse(responseCode = "403", description = "forbidden")
    @APIResponse(responseCode = "404", description = "not-found")
    public ReservationView read(
            @PathParam("reservationId") String reservationId,
            @HeaderParam(Access.TOKEN_HEADER) @Nullable String token) {
        UUID id = PathIds.uuid(reservationId, "reservation");
        access.requireOwner(id, token);
        return database.read(connection -> ReservationStore.find(connection, List.of(id))).stream()
                .findFirst()
                .map(views::of)
                .orElseThrow(() -> noSuchReservation(id));
    }

    @DELETE
    @Path("{reservationId}")
    @PermitAll
    @NonBlocking
    @SecurityRequirement(name = "reservationToken")
    @SecurityRequirement(name = "customer")
    @SecurityRequirement(name = "manager")
    @Operation(
            summary = "Cancel a reservation",
            description = "For its owner and the manager. The payment is refunded and the seats are given back by"
                    + " themselves, in a moment. Cancelling again answers the same.")
    @APIResponseSchema(value = ReservationView.class, responseCode = "202", responseDescription = "Cancelled")
    @APIResponse(responseCode = "401", description = "unauthenticated")
    @APIResponse(responseCode = "403", description = "forbidden")
    @APIResponse(responseCode = "404", description = "not-found")
    public CompletionStage<Response> cancel(
            @PathParam("reservationId") String reservationId,
            @HeaderParam(Access.TOKEN_HEADER) @Nullable String token) {
        UUID id = PathIds.uuid(reservationId, "reservation");
        access.requireOwner(id, token);
        return cancelling.cancel(id, correlation.cause()).thenApply(found -> {
            Reservation reservation = found.orElseThrow(() -> noSuchReservation(id));
            return Response.accepted(views.of(reservation)).build();
        });
    }

    /** Whose tokens are to be sent. */
    public record LostToken(@Nullable String email) {}

    @POST
    @Path("tokens")
    @PermitAll
    @RunOnVirtualThread
    @Operation(
            summary = "Ask for lost reservation tokens",
            description = "The tokens of the latest reservations that were made with that e-mail address are sent to"
                    + " it, once an hour at most. The answer is the same whether there are any.")
    @APIResponse(responseCode = "202", description = "If there are reservations, their tokens are on their way")
    @APIResponse(responseCode = "400", description = "invalid-request")
    @APIResponse(responseCode = "404", description = "not-found: this installation sends no e-mail")
    @APIResponse(responseCode = "503", description = "temporarily-unavailable")
    public Response sendTokens(@Nullable LostToken body) {
        Violations violations = new Violations();
        String sent = body == null ? null : body.email();
        String email = PlaceBody.email(violations, sent, "email");
        if (sent == null) {
            violations.add("email", "is required");
        }
        violations.throwIfAny();
        if (mailHost.isEmpty()) {
            throw ProblemCode.NOT_FOUND.problem("no e-mail is sent here").build();
        }
        if (!tokenRequests.requestLater(Objects.requireNonNull(email), correlation.cause())) {
            throw Problem.temporarilyUnavailable("too many ask for tokens at once");
        }
        return Response.accepted(Map.of()).build();
    }

    private static Response answer(PlaceAnswer answer) {
        Response.ResponseBuilder response = Response.status(answer.status()).entity(answer.reservation());
        return answer.isNew()
                ? response.header(HttpHeaders.LOCATION, answer.location()).build()
                : response.build();
    }

    private static Problem noSuchReservation(UUID id) {
        return ProblemCode.NOT_FOUND.problem("there is no reservation " + id).build();
    }
}
