package outerpark.customercenter;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;
import outerpark.common.http.PathIds;
import outerpark.common.identity.Access;
import outerpark.customercenter.domain.Bookmark;
import outerpark.customercenter.domain.Story;
import outerpark.customercenter.domain.Telling;
import outerpark.customercenter.domain.Update;
import outerpark.http.Page;
import outerpark.http.Problem;
import outerpark.http.ProblemCode;
import outerpark.http.Violations;

/** The customer's view, over HTTP. */
@Path("/myPages")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "My pages", description = "Everything that has happened to a reservation.")
public class MyPageResource {

    private static final int RETRY_AFTER_SECONDS = 1;

    private static final int RECONNECT_MILLIS = 2_000;

    /** Messages of one stream that may be on their way to its client. */
    private static final int UNDER_WAY_MAX = 64;

    private final Stories stories;
    private final LiveStreams streams;
    private final Access access;

    MyPageResource(Stories stories, LiveStreams streams, Access access) {
        this.stories = stories;
        this.streams = streams;
        this.access = access;
    }

    @GET
    @RunOnVirtualThread
    @PermitAll
    @SecurityRequirement(name = "customer")
    @Operation(
            summary = "List the stories of a customer's reservations",
            description = "Of the customer who is signed in, the newest first; page counts from 0; size is 1 to 200, 20"
                    + " if not given. A reservation that was made a moment ago may not be here yet.")
    @APIResponse(responseCode = "200", description = "A page of them")
    @APIResponse(responseCode = "400", description = "invalid-request")
    @APIResponse(responseCode = "401", description = "unauthenticated")
    @APIResponse(responseCode = "403", description = "forbidden: the manager has none")
    @APIResponse(responseCode = "503", description = "temporarily-unavailable: also while the view is rebuilt")
    public Page.Of<Story> list(@QueryParam("page") @Nullable String page, @QueryParam("size") @Nullable String size) {
        UUID customer = access.requireCustomer();
        Page.Of<UUID> ids = stories.ofCustomer(customer, Page.of(page, size)).orElseThrow(MyPageResource::rebuilding);
        Map<UUID, Telling> heard = stories.read(ids.items()).orElseThrow(MyPageResource::rebuilding);
        List<Story> items = ids.items().stream()
                .map(heard::get)
                .filter(Objects::nonNull)
                .flatMap(telling -> telling.story().stream())
                .toList();
        return new Page.Of<>(items, ids.total());
    }

    @GET
    @Path("{reservationId}")
    @RunOnVirtualThread
    @PermitAll
    @SecurityRequirement(name = "reservationToken")
    @SecurityRequirement(name = "customer")
    @SecurityRequirement(name = "manager")
    @Operation(
            summary = "Read a reservation's story",
            description = "For its owner and the manager. It follows the reservation by events, so right after the"
                    + " reservation is made it may not be here yet.")
    @APIResponse(responseCode = "200", description = "The whole story, in order")
    @APIResponse(responseCode = "401", description = "unauthenticated")
    @APIResponse(responseCode = "403", description = "forbidden")
    @APIResponse(responseCode = "404", description = "not-found; Retry-After says when to look again")
    @APIResponse(responseCode = "503", description = "temporarily-unavailable: also while the view is rebuilt")
    public Story read(
            @PathParam("reservationId") String reservationId,
            @HeaderParam(Access.TOKEN_HEADER) @Nullable String token) {
        UUID id = PathIds.uuid(reservationId, "reservation");
        access.requireOwner(id, token);
        Map<UUID, Telling> heard = stories.read(Set.of(id)).orElseThrow(MyPageResource::rebuilding);
        return Optional.ofNullable(heard.get(id))
                .flatMap(Telling::story)
                .orElseThrow(() -> notYet(id, access.isOpenedBy(token, id)));
    }

    @GET
    @Path("{reservationId}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    @PermitAll
    @SecurityRequirement(name = "reservationToken")
    @SecurityRequirement(name = "customer")
    @SecurityRequirement(name = "manager")
    @Operation(
            summary = "Follow a reservation's story",
            description = "For its owner and the manager: server-sent events, one message for each step. First the"
                    + " steps that are known, in the story's order, then each new one when it is heard of. The stream"
                    + " waits for the story to begin, and does not end by itself. A message's id, sent back as"
                    + " Last-Event-ID, goes on after that message: nothing is lost and nothing comes twice, although a"
                    + " step that is heard of late may belong before one that was sent. The exception: after the view"
                    + " was rebuilt, and if the id counts steps that are not known here (after a restore), the whole"
                    + " story comes again; after a rebuilding on open streams too. A story has ReservationPlaced"
                    + " once, as its first step: a client that receives it again forgets what it has. Comment lines"
                    + " in between say that the stream is alive.")
    @APIResponse(
            responseCode = "200",
            description = "The stream; each message's data is one step and the story's head after it",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = StoryUpdate.class)))
    @APIResponse(responseCode = "400", description = "invalid-request: a Last-Event-ID that is not from here")
    @APIResponse(responseCode = "401", description = "unauthenticated")
    @APIResponse(responseCode = "403", description = "forbidden")
    @APIResponse(responseCode = "503", description = "temporarily-unavailable: too many streams are open")
    public RestMulti<OutboundSseEvent> follow(
            @PathParam("reservationId") String reservationId,
            @HeaderParam(Access.TOKEN_HEADER) @Nullable String token,
            @Parameter(description = "The id of the last message that was received")
                    @HeaderParam("Last-Event-ID")
                    @Nullable
                    String lastEventId,
            @Context Sse sse) {
        UUID id = PathIds.uuid(reservationId, "reservation");
        access.requireOwner(id, token);
        Multi<OutboundSseEvent> updates = streams.follow(id, bookmark(lastEventId))
                .map(update -> update.map(news -> message(sse, news))
                        .orElseGet(() -> sse.newEventBuilder().comment("").build()));
        OutboundSseEvent hello = sse.newEventBuilder()
                .comment("")
                .reconnectDelay(RECONNECT_MILLIS)
                .build();
        return RestMulti.fromMultiData(Multi.createBy()
                        .concatenating()
                        .streams(Multi.createFrom().item(hello), updates))
                .withDemand(UNDER_WAY_MAX)
                .build();
    }

    private static Problem rebuilding() {
        return Problem.temporarilyUnavailable("the view is being rebuilt; nothing is lost");
    }

    private static Bookmark bookmark(@Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return Bookmark.BEGIN;
        }
        Optional<Bookmark> bookmark = Bookmark.parse(lastEventId);
        Violations violations = new Violations();
        if (bookmark.isEmpty()) {
            violations.add("Last-Event-ID", "must be the id of a message of this stream");
        }
        violations.throwIfAny();
        return bookmark.orElseThrow();
    }

    private static OutboundSseEvent message(Sse sse, Update update) {
        return sse.newEventBuilder()
                .id(update.bookmark().toString())
                .data(StoryUpdate.of(update))
                .build();
    }

    /** Whoever has a token has a reservation, so its story is on the way. */
    private static Problem notYet(UUID id, boolean isOnTheWay) {
        Problem.Builder problem = ProblemCode.NOT_FOUND.problem("nothing is known here yet of the reservation " + id);
        return isOnTheWay
                ? problem.withHeader("Retry-After", RETRY_AFTER_SECONDS).build()
                : problem.build();
    }
}
