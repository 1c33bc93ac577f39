package outerpark.musical;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.Database;
import outerpark.common.database.OutcomeUnknown;
import outerpark.common.database.Transaction;
import outerpark.common.events.Outbox;
import outerpark.common.http.Correlation;
import outerpark.common.http.PathIds;
import outerpark.common.identity.Roles;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Event;
import outerpark.http.Page;
import outerpark.http.ProblemCode;
import outerpark.http.Violations;
import outerpark.musical.domain.Musical;

/** The shows, over HTTP. */
@Path("/musicals")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Musicals", description = "Shows and their seats. Managers register and change them, everybody reads them.")
public class MusicalResource {

    private static final long ID_MAX = Long.MAX_VALUE;
    private static final int NAME_LENGTH_MAX = 200;
    private static final int CAPACITY_MAX = 10_000_000;
    private static final int PRICE_MAX = 100_000_000;
    private static final int SEATS_PER_RESERVATION_MAX = 10_000;

    private final Database database;
    private final Outbox outbox;
    private final Correlation correlation;
    private final Clock clock;

    MusicalResource(
            @Identifier(MusicalDatabase.NAME) Database database,
            @Identifier(MusicalDatabase.NAME) Outbox outbox,
            Correlation correlation,
            Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.correlation = correlation;
        this.clock = clock;
    }

    /** A show to be registered; without an id it is given the next free one. */
    public record Registration(
            @Nullable Long musicalId,
            @Nullable String name,
            @Nullable Long reservableSeat,
            @Nullable Long price,
            @Nullable Long maxSeatsPerReservation) {}

    /** What is to be changed; what is left out stays. */
    public record Change(
            @Nullable String name,
            @Nullable Long price,
            @Nullable Long seatCapacity,
            @Nullable Long maxSeatsPerReservation,
            Musical.@Nullable Status status) {}

    @POST
    @RolesAllowed(Roles.MANAGER)
    @SecurityRequirement(name = "manager")
    @Operation(summary = "Register a musical", description = "All its seats can be reserved at once.")
    @APIResponseSchema(
            value = MusicalView.class,
            responseCode = "201",
            responseDescription = "Registered; Location names it")
    @APIResponse(responseCode = "400", description = "invalid-request")
    @APIResponse(responseCode = "409", description = "already-exists")
    public Response register(@Nullable Registration body) {
        Violations violations = new Violations();
        Registration sent = body == null ? new Registration(null, null, null, null, null) : body;
        Long wantedId = sent.musicalId() == null ? null : violations.number(sent.musicalId(), "musicalId", 1, ID_MAX);
        String name = violations.text(sent.name(), "name", NAME_LENGTH_MAX);
        int seats = (int) violations.number(sent.reservableSeat(), "reservableSeat", 0, CAPACITY_MAX);
        long price = violations.numberIfAny(orElse(sent.price(), 0), "price", 0, PRICE_MAX);
        int maxSeats = (int) violations.numberIfAny(
                orElse(sent.maxSeatsPerReservation(), SEATS_PER_RESERVATION_MAX),
                "maxSeatsPerReservation",
                1,
                SEATS_PER_RESERVATION_MAX);
        violations.throwIfAny();
        Cause cause = correlation.cause();
        Musical musical = wantedId == null
                ? registerWithNextFreeId(name, price, seats, maxSeats, cause)
                : store(Musical.register(wantedId, name, price, seats, maxSeats, clock.instant()), cause)
                        .orElseThrow(() -> ProblemCode.ALREADY_EXISTS
                                .problem("a musical with the id " + wantedId + " is there already")
                                .build());
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/musicals/" + musical.musicalId())
                .entity(MusicalView.of(musical))
                .build();
    }

    @GET
    @PermitAll
    @Operation(
            summary = "List the musicals",
            description = "By id. page counts from 0; size is 1 to 200, 20 if not given.")
    public Page.Of<MusicalView> list(
            @QueryParam("page") @Nullable String page, @QueryParam("size") @Nullable String size) {
        Page asked = Page.of(page, size);
        Page.Of<Musical> found = database.read(connection -> MusicalStore.list(connection, asked));
        return new Page.Of<>(found.items().stream().map(MusicalView::of).toList(), found.total());
    }

    @GET
    @Path("{musicalId}")
    @PermitAll
    @Operation(summary = "Read a musical")
    @APIResponse(responseCode = "200", description = "The musical, its seats as of now")
    @APIResponse(responseCode = "404", description = "not-found")
    public MusicalView read(@PathParam("musicalId") String musicalId) {
        long id = PathIds.musicalId(musicalId);
        return MusicalView.of(
                database.read(connection -> MusicalStore.find(connection, id)).orElseThrow(() -> noSuchMusical(id)));
    }

    @GET
    @Path("{musicalId}/seats")
    @RolesAllowed(Roles.MANAGER)
    @SecurityRequirement(name = "manager")
    @Operation(
            summary = "Count a musical's seats",
            description = "All as of one moment: seatCapacity = reservableSeat + pendingSeat (of reservations in the"
                    + " making) + confirmedSeat (of reservations). Counts every hold, so it costs what they cost.")
    @APIResponse(responseCode = "200", description = "The seats, as of one moment")
    @APIResponse(responseCode = "404", description = "not-found")
    public SeatCount countSeats(@PathParam("musicalId") String musicalId) {
        long id = PathIds.musicalId(musicalId);
        return database.read(connection -> HoldStore.countSeats(connection, id)).orElseThrow(() -> noSuchMusical(id));
    }

    @PATCH
    @Path("{musicalId}")
    @RolesAllowed(Roles.MANAGER)
    @SecurityRequirement(name = "manager")
    @Operation(
            summary = "Change a musical",
            description = "Any of name, price, seatCapacity, maxSeatsPerReservation, status (ON_SALE or CLOSED)."
                    + " A new price holds for later reservations.")
    @APIResponse(responseCode = "200", description = "Changed")
    @APIResponse(responseCode = "404", description = "not-found")
    @APIResponse(responseCode = "409", description = "capacity-below-sold")
    public MusicalView change(@PathParam("musicalId") String musicalId, @Nullable Change body) {
        long id = PathIds.musicalId(musicalId);
        Musical.Change change = checked(body == null ? new Change(null, null, null, null, null) : body);
        Cause cause = correlation.cause();
        return database.write(transaction -> {
                    List<Musical> locked = MusicalStore.lock(transaction.connection(), Set.of(id));
                    if (locked.isEmpty()) {
                        return Optional.<Musical.ChangeResult>empty();
                    }
                    Musical.ChangeResult result = locked.getFirst().change(change);
                    if (result instanceof Musical.Changed changed) {
                        MusicalStore.update(transaction.connection(), changed.musical());
                        tell(transaction, changedEvent(changed.musical()), changed.musical(), cause);
                    }
                    return Optional.of(result);
                })
                .map(MusicalResource::answer)
                .orElseThrow(() -> noSuchMusical(id));
    }

    private Musical registerWithNextFreeId(String name, long price, int seats, int maxSeats, Cause cause) {
        Optional<Musical> stored = Optional.empty();
        while (stored.isEmpty()) { // again only if somebody asked for that very id meanwhile
            long id = database.write(transaction -> MusicalStore.nextFreeId(transaction.connection()));
            stored = store(Musical.register(id, name, price, seats, maxSeats, clock.instant()), cause);
        }
        return stored.get();
    }

    /** Stores and tells it; empty if the id is taken. */
    private Optional<Musical> store(Musical musical, Cause cause) {
        try {
            return storeOnce(musical, cause);
        } catch (OutcomeUnknown e) {
            // Its time tells this very registration from any other one under the same id.
            return database.read(connection -> MusicalStore.find(connection, musical.musicalId()))
                    .filter(stored -> stored.registeredAt().equals(musical.registeredAt()))
                    .or(() -> {
                        throw e;
                    });
        }
    }

    private Optional<Musical> storeOnce(Musical musical, Cause cause) {
        return database.write(transaction -> {
            if (!MusicalStore.insert(transaction.connection(), musical)) {
                return Optional.<Musical>empty();
            }
            tell(transaction, registeredEvent(musical), musical, cause);
            return Optional.of(musical);
        });
    }

    private void tell(Transaction transaction, Event event, Musical musical, Cause cause) throws SQLException {
        outbox.append(transaction, List.of(cause.leadsTo(event, musical.revision(), clock.instant())));
    }

    private static MusicalView answer(Musical.ChangeResult result) {
        return switch (result) {
            case Musical.Changed changed -> MusicalView.of(changed.musical());
            case Musical.Unchanged unchanged -> MusicalView.of(unchanged.musical());
            case Musical.CapacityBelowSold below ->
                throw ProblemCode.CAPACITY_BELOW_SOLD
                        .problem(below.sold() + " seats are sold; the capacity cannot be lower")
                        .with("sold", below.sold())
                        .build();
        };
    }

    private static Musical.Change checked(Change sent) {
        Violations violations = new Violations();
        String name = sent.name() == null ? null : violations.text(sent.name(), "name", NAME_LENGTH_MAX);
        Long price = sent.price() == null ? null : violations.number(sent.price(), "price", 0, PRICE_MAX);
        Integer capacity = sent.seatCapacity() == null
                ? null
                : (int) violations.number(sent.seatCapacity(), "seatCapacity", 0, CAPACITY_MAX);
        Integer maxSeats = sent.maxSeatsPerReservation() == null
                ? null
                : (int) violations.number(
                        sent.maxSeatsPerReservation(), "maxSeatsPerReservation", 1, SEATS_PER_RESERVATION_MAX);
        violations.throwIfAny();
        return new Musical.Change(name, price, capacity, maxSeats, sent.status());
    }

    private static Event.MusicalRegistered registeredEvent(Musical m) {
        return new Event.MusicalRegistered(m.musicalId(), m.name(), m.price(), m.seatCapacity());
    }

    private static Event.MusicalChanged changedEvent(Musical m) {
        return new Event.MusicalChanged(m.musicalId(), m.name(), m.price(), m.seatCapacity());
    }

    private static RuntimeException noSuchMusical(long id) {
        return ProblemCode.NOT_FOUND.problem("there is no musical " + id).build();
    }

    private static long orElse(@Nullable Long value, long byDefault) {
        return value == null ? byDefault : value;
    }
}
