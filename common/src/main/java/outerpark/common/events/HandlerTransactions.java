package outerpark.common.events;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import outerpark.common.database.NothingWritten;
import outerpark.common.database.Transaction;
import outerpark.contracts.events.Envelope;

/** A handler with its database: what it does with a batch, and what it parks of it, is one transaction. */
public final class HandlerTransactions implements Recipient {

    /** Keeps the handler's place, where that belongs to the transaction of its effects. */
    @FunctionalInterface
    public interface Place {

        /** Somewhere else: there is nothing to do in the transaction. */
        Place ELSEWHERE = (transaction, last) -> {};

        /** Moves it behind that event. */
        void moveBehind(Transaction transaction, Told last) throws SQLException;
    }

    private final EventHandler handler;
    private final DeadLetters deadLetters;
    private final Place place;

    public HandlerTransactions(EventHandler handler, DeadLetters deadLetters, Place place) {
        this.handler = handler;
        this.deadLetters = deadLetters;
        this.place = place;
    }

    @Override
    public String name() {
        return handler.name();
    }

    @Override
    public void act(List<Told> batch) {
        List<Envelope> events =
                batch.stream().map(Told::event).filter(Objects::nonNull).toList();
        handler.database().run(transaction -> {
            handler.on(transaction, events);
            for (Told told : batch) {
                if (told.error() != null) {
                    deadLetters.park(transaction, told, told.error());
                }
            }
            place.moveBehind(transaction, batch.getLast());
        });
        StoryLog.done(handler.name(), events);
    }

    @Override
    public void park(Told told, String reason) {
        handler.database().run(transaction -> {
            deadLetters.park(transaction, told, reason);
            place.moveBehind(transaction, told);
        });
    }

    @Override
    public boolean mayPass(RuntimeException failure) {
        return !(failure instanceof NothingWritten nothing)
                || nothing.isTransient()
                || nothing.getCause() instanceof EventCursor.Moved;
    }
}
