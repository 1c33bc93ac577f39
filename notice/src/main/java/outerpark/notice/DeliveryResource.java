package outerpark.notice;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.Database;
import outerpark.common.identity.Roles;
import outerpark.http.Violations;

/** What is brought to somebody outside, over HTTP, for the manager. */
@Path("/operations/deliveries")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.MANAGER)
@SecurityRequirement(name = "manager")
@Tag(name = "Operations")
@APIResponse(responseCode = "401", description = "unauthenticated")
public class DeliveryResource {

    private final Database database;
    private final Deliveries deliveries;

    DeliveryResource(@Identifier(NoticeDatabase.NAME) Database database, Deliveries deliveries) {
        this.database = database;
        this.deliveries = deliveries;
    }

    /**
     * How a channel is.
     *
     * @param isOn whether it is configured
     * @param waiting what has not arrived yet
     * @param oldestWaitingSeconds since when the oldest of it waits
     * @param givenUp what was given up and is still kept
     * @param lastFailure why something that waits has not arrived; left out if nothing has failed
     */
    public record ChannelView(
            Channel channel,
            boolean isOn,
            long waiting,
            long oldestWaitingSeconds,
            long givenUp,
            @Nullable String lastFailure) {}

    /** The channels. */
    public record Channels(List<ChannelView> items) {}

    /**
     * What is to be brought again.
     *
     * @param channel EMAIL or WEBHOOK
     * @param from events from that time on (RFC 3339); all if left out
     * @param to events before that time; all if left out
     * @param reservationId of one reservation alone
     * @param givenUp only what was given up
     */
    public record Replay(
            @Nullable String channel,
            @Nullable String from,
            @Nullable String to,
            @Nullable String reservationId,
            @Nullable Boolean givenUp) {}

    /** How many are brought again. */
    public record Replayed(int replayed) {}

    @GET
    @Operation(
            summary = "Read how deliveries are",
            description =
                    "E-mails to customers, and webhooks to the theatre's own system: what waits, and what was given"
                            + " up.")
    @APIResponse(responseCode = "200", description = "Every channel")
    public Channels read() {
        List<ChannelView> items = new ArrayList<>();
        for (Channel channel : Channel.values()) {
            DeliveryStore.State state = database.read(connection -> DeliveryStore.state(connection, channel));
            items.add(new ChannelView(
                    channel,
                    deliveries.isOn(channel),
                    state.waiting(),
                    state.oldestSeconds(),
                    state.givenUp(),
                    state.lastFailure()));
        }
        return new Channels(items);
    }

    @POST
    @Path("replay")
    @Operation(
            summary = "Bring again what is over",
            description =
                    "What has arrived or was given up is kept for 30 days. At least one of from, reservationId and"
                            + " givenUp says which are meant. The receiver knows what it has had before by its id.")
    @APIResponse(responseCode = "200", description = "How many are on their way again")
    @APIResponse(responseCode = "400", description = "invalid-request")
    public Replayed replay(@Nullable Replay body) {
        Replay wanted = body == null ? new Replay(null, null, null, null, null) : body;
        Violations violations = new Violations();
        Channel channel = channel(violations, wanted.channel());
        Instant from = time(violations, wanted.from(), "from");
        Instant to = time(violations, wanted.to(), "to");
        UUID reservation = violations.uuidIfAny(wanted.reservationId(), "reservationId");
        if (wanted.from() == null && wanted.reservationId() == null && !Boolean.TRUE.equals(wanted.givenUp())) {
            violations.add("from", "or reservationId or givenUp must say which are meant");
        }
        violations.throwIfAny();
        DeliveryStore.Selection which = new DeliveryStore.Selection(
                from, to, reservation == null ? null : reservation.toString(), Boolean.TRUE.equals(wanted.givenUp()));
        return new Replayed(database.write(
                transaction -> DeliveryStore.replay(transaction.connection(), Objects.requireNonNull(channel), which)));
    }

    private static @Nullable Channel channel(Violations violations, @Nullable String name) {
        for (Channel channel : Channel.values()) {
            if (channel.name().equals(name)) {
                return channel;
            }
        }
        violations.add("channel", "must be EMAIL or WEBHOOK");
        return null;
    }

    private static @Nullable Instant time(Violations violations, @Nullable String text, String field) {
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            violations.add(field, "must be a time, as in 2026-11-30T09:00:00Z");
            return null;
        }
    }
}
