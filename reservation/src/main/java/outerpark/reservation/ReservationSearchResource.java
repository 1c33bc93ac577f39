package outerpark.reservation;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.Database;
import outerpark.common.identity.Roles;
import outerpark.http.Page;
import outerpark.http.Violations;
import outerpark.reservation.domain.Reservation;
import outerpark.reservation.domain.Sales;
import outerpark.reservation.domain.Unpaid;

/** Reservations, over HTTP, for the manager. */
@Path("/reservations")
@RolesAllowed(Roles.MANAGER)
@RunOnVirtualThread
@SecurityRequirement(name = "manager")
@Tag(name = "Reservations")
public class ReservationSearchResource {

    private final Database database;
    private final ReservationViews views;
    private final UnpaidWatch unpaid;

    ReservationSearchResource(
            @Identifier(ReservationDatabase.NAME) Database database, ReservationViews views, UnpaidWatch unpaid) {
        this.database = database;
        this.views = views;
        this.unpaid = unpaid;
    }

    /**
     * How many reservations there are, and how sales go.
     *
     * @param byStatus reservations and seats
     * @param reservationsPerSecond over the last minute
     * @param sales OPEN; PAY_LATER while payment is in trouble; PAUSED while so many are unpaid that none is taken
     * @param unpaid reservations whose payment is not decided, of all musicals; counted up to the second mark
     * @param oldestUnpaidSeconds since when the oldest of them waits
     */
    public record Summary(
            Map<ReservationSearch.Status, ReservationSearch.Count> byStatus,
            double reservationsPerSecond,
            Sales sales,
            long unpaid,
            long oldestUnpaidSeconds) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Find reservations",
            description = "Newest first. q finds a booking id, or the beginning of a name, an e-mail address or a phone"
                    + " number. page counts from 0; size is 1 to 200, 20 if not given. With Accept: text/csv all that"
                    + " are found are exported, without pages.")
    @APIResponse(responseCode = "200", description = "A page of reservations, and how many there are; or the export")
    public Page.Of<ReservationView> find(
            @QueryParam("musicalId") @Nullable String musicalId,
            @QueryParam("status") @Nullable String status,
            @QueryParam("q") @Nullable String text,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size) {
        ReservationSearch search = search(musicalId, status, text);
        Page asked = Page.of(page, size);
        Page.Of<Reservation> found = database.read(connection -> search.page(connection, asked));
        return new Page.Of<>(found.items().stream().map(views::of).toList(), found.total());
    }

    @GET
    @Produces("text/csv;charset=UTF-8;qs=0.5")
    public StreamingOutput export(
            @QueryParam("musicalId") @Nullable String musicalId,
            @QueryParam("status") @Nullable String status,
            @QueryParam("q") @Nullable String text) {
        ReservationSearch search = search(musicalId, status, text);
        return stream -> {
            BufferedWriter out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
            ReservationCsv.write(database, search, out);
            out.flush();
        };
    }

    @GET
    @Path("summary")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Count reservations",
            description = "Reservations and seats by status, of one musical or of all, and reservations per second over"
                    + " the last minute. And how sales go: OPEN; PAY_LATER, while payment is in trouble; PAUSED, while"
                    + " so many are unpaid that none is taken.")
    public Summary summary(@QueryParam("musicalId") @Nullable String musicalId) {
        Violations violations = new Violations();
        Long id = ReservationSearch.musicalIdOf(violations, musicalId);
        violations.throwIfAny();
        ReservationSearch.Counts counts = database.read(connection -> ReservationSearch.counts(connection, id));
        Unpaid now = unpaid.unpaid();
        return new Summary(
                counts.byStatus(),
                counts.reservationsPerSecond(),
                unpaid.sales(),
                now.count(),
                now.oldest().toSeconds());
    }

    private static ReservationSearch search(
            @Nullable String musicalId, @Nullable String status, @Nullable String text) {
        Violations violations = new Violations();
        ReservationSearch search = ReservationSearch.of(violations, musicalId, status, text);
        violations.throwIfAny();
        return search;
    }
}
