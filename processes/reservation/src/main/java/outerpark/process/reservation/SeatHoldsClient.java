package outerpark.process.reservation;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import outerpark.contracts.calls.HttpCalls;
import outerpark.contracts.calls.SeatHolds;
import outerpark.process.ServiceClient;
import outerpark.process.ServiceClients;

/** The holds of musical, over HTTP: a batch is one call. */
@Singleton
final class SeatHoldsClient implements SeatHolds {

    /** Longer than musical lets a release wait. */
    private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(35);

    /**
     * So much less time than who asks it has each: the call, so that the asker's next attempt finds the replica that
     * did not answer left aside; and musical, so that its refusal of what comes too late is heard and nothing taken in
     * vain.
     */
    private static final long MARGIN_MILLIS = 10;

    private final ServiceClient musical;

    SeatHoldsClient(ServiceClients clients, @ConfigProperty(name = "outerpark.address.musical") String addresses) {
        this.musical = clients.to(addresses);
    }

    @Override
    public List<CompletableFuture<TakeAnswer>> take(List<TakeSeats> requests, long timeoutMillis) {
        long callMillis = Math.max(1, timeoutMillis - MARGIN_MILLIS);
        long musicalMillis = Math.max(1, callMillis - MARGIN_MILLIS);
        CompletableFuture<HttpCalls.TakeAnswers> call = musical.ask(
                HttpCalls.TAKE,
                new HttpCalls.Take(requests, musicalMillis),
                HttpCalls.TakeAnswers.class,
                Duration.ofMillis(callMillis));
        List<CompletableFuture<TakeAnswer>> answers = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            int position = i;
            answers.add(call.thenApply(all -> answerAt(position, all)));
        }
        return answers;
    }

    @Override
    public CompletableFuture<Void> release(List<TakeSeats> holds) {
        return musical.tell(HttpCalls.RELEASE, new HttpCalls.Release(holds), RELEASE_TIMEOUT);
    }

    private static TakeAnswer answerAt(int position, HttpCalls.TakeAnswers all) {
        TakeAnswer answer = all.answers().get(position);
        if (answer == null) {
            throw new IllegalStateException("musical does not know whether the seats were taken");
        }
        return answer;
    }
}
