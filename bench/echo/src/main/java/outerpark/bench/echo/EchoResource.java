package outerpark.bench.echo;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /echo}: a request as for a reservation, and an answer as long as a reservation's. */
@Path("/echo")
public final class EchoResource {

    private static final UUID ID = UUID.fromString("01a22534-3f18-77bb-a41d-a261912467db");
    private static final Instant RESERVED_AT = Instant.parse("2026-11-29T02:48:30.811718Z");
    private static final Instant PAY_BY = Instant.parse("2026-11-29T03:03:30.811718Z");
    private static final String TOKEN = "0123456789abcdefABCDEF";

    /** What is asked for. */
    public record Wish(long musicalId, int seats, @Nullable Customer customer) {}

    /** Whoever asks. */
    public record Customer(@Nullable String name, @Nullable String email) {}

    /** As long as what the product answers, field by field. */
    public record Answer(
            UUID reservationId,
            long musicalId,
            int seats,
            long amount,
            String status,
            Instant reservedAt,
            Instant payBy,
            Payment payment,
            String reservationToken) {}

    /** What the answer says of the payment. */
    public record Payment(String status) {}

    /** Reads the one and writes the other, on the event loop. */
    @POST
    @NonBlocking
    public Answer echo(Wish wish) {
        return new Answer(
                ID,
                wish.musicalId(),
                wish.seats(),
                50_000,
                "RESERVED",
                RESERVED_AT,
                PAY_BY,
                new Payment("PENDING"),
                TOKEN);
    }
}
