package outerpark.process.musical;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.calls.HttpCalls;
import outerpark.contracts.calls.SeatHolds;
import outerpark.contracts.calls.SeatHolds.TakeAnswer;
import outerpark.process.ServiceCredential;

/** The holds, over HTTP, for reservation alone. */
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(ServiceCredential.ROLE)
public class SeatHoldsResource {

    private final SeatHolds seats;

    SeatHoldsResource(SeatHolds seats) {
        this.seats = seats;
    }

    @POST
    @Path(HttpCalls.TAKE)
    @NonBlocking
    @Operation(hidden = true)
    public CompletionStage<HttpCalls.TakeAnswers> take(HttpCalls.Take call) {
        List<CompletableFuture<TakeAnswer>> answers = seats.take(call.holds(), call.timeoutMillis());
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .handle((done, failure) -> new HttpCalls.TakeAnswers(known(answers)));
    }

    @POST
    @Path(HttpCalls.RELEASE)
    @NonBlocking
    @Operation(hidden = true)
    public CompletionStage<Void> release(HttpCalls.Release call) {
        return seats.release(call.holds());
    }

    /** Null for each of which it is not known whether the seats were taken. */
    private static List<@Nullable TakeAnswer> known(List<CompletableFuture<TakeAnswer>> answers) {
        List<@Nullable TakeAnswer> known = new ArrayList<>(answers.size());
        answers.forEach(answer -> known.add(answer.isCompletedExceptionally() ? null : answer.join()));
        return known;
    }
}
