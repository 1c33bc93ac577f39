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

    /** The asker's next attempt is to find the replica that did not answer left aside. */
    private static final long SOONER_THAN_THE_ASKER_MILLIS = 10;

    private final ServiceClient musical;

    SeatHoldsClient(ServiceClients clients, @ConfigProperty(name = "outerpark.address.musical") String addresses) {
        this.musical = clients.to(addresses);
    }

    @Override
    public List<CompletableFuture<TakeAnswer>> take(List<TakeSeats> requests, long timeoutMillis) {
        CompletableFuture<HttpCalls.TakeAnswers> call = musical.ask(
                HttpCalls.TAKE,
                new HttpCalls.Take(requests, timeoutMillis),
                HttpCalls.TakeAnswers.class,
                Duration.ofMillis(Math.max(1, timeoutMillis - SOONER_THAN_THE_ASKER_MILLIS)));
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
