package outerpark.musical;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import outerpark.common.Stopping;
import outerpark.common.batching.BatchLimits;
import outerpark.common.batching.GroupCommit;
import outerpark.common.batching.NotPerformed;
import outerpark.common.batching.Rush;
import outerpark.common.database.Database;
import outerpark.common.database.NothingWritten;
import outerpark.common.database.Transaction;
import outerpark.contracts.calls.SeatHolds;
import outerpark.musical.domain.SeatLedger;

/**
 * Takes and gives back seats by group commit. One writer each: a hot show is one row, and its lock admits one anyway.
 */
@Startup
@Singleton
final class SeatDesk implements SeatHolds {

    private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(30);

    private final Rush rush;
    private final GroupCommit<TakeSeats, TakeAnswer> takes;
    private final GroupCommit<TakeSeats, Boolean> releases;

    SeatDesk(@Identifier(MusicalDatabase.NAME) Database database, MusicalConfig config, Rush rush) {
        this.rush = rush;
        takes = new GroupCommit<>("musical-take", database, limits(config.take()), SeatDesk::takeAll);
        releases = new GroupCommit<>("musical-release", database, limits(config.release()), SeatDesk::releaseAll);
    }

    @Override
    public List<CompletableFuture<TakeAnswer>> take(List<TakeSeats> requests, long timeoutMillis) {
        Duration timeout = Duration.ofMillis(timeoutMillis);
        List<CompletableFuture<TakeAnswer>> answers = new ArrayList<>(requests.size());
        for (TakeSeats request : requests) {
            answers.add(
                    rush.waitsFor(takes.submit(request, timeout), "take").exceptionally(SeatDesk::refusedForCertain));
        }
        return answers;
    }

    @Override
    public CompletableFuture<Void> release(List<TakeSeats> holds) {
        return CompletableFuture.allOf(holds.stream()
                .map(hold -> releases.submit(hold, RELEASE_TIMEOUT))
                .toArray(CompletableFuture[]::new));
    }

    void stop(@Observes @Priority(Stopping.WRITERS) ShutdownEvent event) {
        takes.close();
        releases.close();
    }

    static List<TakeAnswer> takeAll(Transaction transaction, List<TakeSeats> requests) throws SQLException {
        SeatLedger ledger = HoldStore.ledger(transaction.connection(), requests);
        List<TakeAnswer> answers = requests.stream().map(ledger::take).toList();
        HoldStore.save(transaction.connection(), ledger);
        return answers;
    }

    static List<Boolean> releaseAll(Transaction transaction, List<TakeSeats> holds) throws SQLException {
        SeatLedger ledger = HoldStore.ledger(transaction.connection(), holds);
        List<Boolean> cameBack = holds.stream().map(ledger::release).toList();
        HoldStore.save(transaction.connection(), ledger);
        return cameBack;
    }

    /** What is known not to have happened is an answer; anything else stays unknown. */
    private static TakeAnswer refusedForCertain(Throwable failure) {
        return switch (failure) {
            case NotPerformed e -> new TakeAnswer.NotTaken(e.reason().name());
            case NothingWritten e -> new TakeAnswer.NotTaken(String.valueOf(e.getMessage()));
            default -> throw new CompletionException(failure);
        };
    }

    private static BatchLimits limits(MusicalConfig.Queue queue) {
        return new BatchLimits(queue.queueMax(), queue.batchMax(), 1);
    }
}
