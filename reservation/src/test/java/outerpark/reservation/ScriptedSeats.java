package outerpark.reservation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import outerpark.contracts.calls.SeatHolds;

/**
 * A musical service that answers as it is told, or else takes whatever it is asked for, and notes what it was asked.
 */
final class ScriptedSeats implements SeatHolds {

    static final int PRICE = 50_000;

    private final Queue<Supplier<CompletableFuture<TakeAnswer>>> script = new ConcurrentLinkedQueue<>();
    private final Queue<TakeSeats> asked = new ConcurrentLinkedQueue<>();
    private final Queue<TakeSeats> released = new ConcurrentLinkedQueue<>();

    /** The next take is answered with this. */
    ScriptedSeats next(TakeAnswer answer) {
        return next(CompletableFuture.completedFuture(answer));
    }

    /** The next take is answered when, and as, this completes. */
    ScriptedSeats next(CompletableFuture<TakeAnswer> answer) {
        script.add(() -> answer);
        return this;
    }

    /** The next call does not even begin. */
    ScriptedSeats nextThrows(RuntimeException failure) {
        script.add(() -> {
            throw failure;
        });
        return this;
    }

    static TakeAnswer taken() {
        return new TakeAnswer.Taken(PRICE);
    }

    @Override
    public List<CompletableFuture<TakeAnswer>> take(List<TakeSeats> requests, long timeoutMillis) {
        List<CompletableFuture<TakeAnswer>> answers = new ArrayList<>();
        for (TakeSeats request : requests) {
            asked.add(request);
            Supplier<CompletableFuture<TakeAnswer>> scripted = script.poll();
            answers.add(scripted == null ? CompletableFuture.completedFuture(taken()) : scripted.get());
        }
        return answers;
    }

    @Override
    public CompletableFuture<Void> release(List<TakeSeats> holds) {
        released.addAll(holds);
        return CompletableFuture.completedFuture(null);
    }

    /** Every hold that was asked for, in order. */
    List<UUID> asked() {
        return asked.stream().map(TakeSeats::holdId).toList();
    }

    List<UUID> released() {
        return released.stream().map(TakeSeats::holdId).toList();
    }

    /** Asked for and not given back. */
    Set<UUID> kept() {
        Set<UUID> kept = asked.stream().map(TakeSeats::holdId).collect(Collectors.toCollection(HashSet::new));
        released.forEach(hold -> kept.remove(hold.holdId()));
        return kept;
    }
}
