package outerpark.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import outerpark.contracts.Ids;
import outerpark.contracts.calls.HttpCalls;
import outerpark.contracts.calls.SeatHolds.TakeSeats;

/**
 * The call that a reservation waits on, for a show that nobody can register: musical looks for it in a transaction,
 * finds nothing, and writes nothing.
 *
 * @param musical whom to call
 */
public record TakeOfNoShow(ServiceClient musical) implements HotPath {

    /** Those of shows are positive. */
    private static final long NO_SHOW = 0;

    @Override
    public CompletableFuture<HttpCalls.TakeAnswers> go(Duration timeout) {
        TakeSeats hold = new TakeSeats(Ids.next(), NO_SHOW, 1);
        return musical.ask(
                HttpCalls.TAKE,
                new HttpCalls.Take(List.of(hold), timeout.toMillis()),
                HttpCalls.TakeAnswers.class,
                timeout);
    }
}
