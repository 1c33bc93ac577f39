package outerpark.customercenter;

import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import outerpark.customercenter.domain.Bookmark;
import outerpark.customercenter.domain.Telling;
import outerpark.customercenter.domain.Update;

/**
 * Somebody who follows a story. All that is kept is how far they have read: what is new to them is found by reading the
 * story again.
 */
final class LiveStream {

    private final UUID reservationId;
    private final MultiEmitter<? super Optional<Update>> client;
    private final AtomicBoolean isWaiting = new AtomicBoolean();
    private final AtomicBoolean isBeatDue = new AtomicBoolean();

    /** Read and written by whoever has the look, one after the other. */
    private Bookmark bookmark;

    LiveStream(UUID reservationId, Bookmark bookmark, MultiEmitter<? super Optional<Update>> client) {
        this.reservationId = reservationId;
        this.bookmark = bookmark;
        this.client = client;
    }

    UUID reservationId() {
        return reservationId;
    }

    /** Begins to wait for a look at the story; false if it waits already. */
    boolean await() {
        return isWaiting.compareAndSet(false, true);
    }

    /** As {@link #await}, and with that look a heartbeat is due. */
    boolean awaitBeat() {
        isBeatDue.set(true);
        return await();
    }

    /** The look begins; news that come from now on need another. */
    void beginLook() {
        isWaiting.set(false);
    }

    /**
     * Gives the client what is new in the story. With a heartbeat that is also what was held back for its cause, and if
     * nothing is new an empty item. A client who is slow to take what is under way gets nothing more before a later
     * heartbeat.
     */
    void look(Optional<Telling> telling) {
        boolean isBeat = isBeatDue.getAndSet(false);
        if (client.requested() <= 0) {
            return;
        }
        List<Update> updates = telling.map(all -> isBeat ? all.allAfter(bookmark) : all.after(bookmark))
                .orElse(List.of());
        for (Update update : updates) {
            bookmark = update.bookmark();
            client.emit(Optional.of(update));
        }
        if (isBeat && updates.isEmpty()) {
            client.emit(Optional.empty());
        }
    }

    /** Ends it in order; who still wants to follow comes again, and goes on from their bookmark. */
    void complete() {
        client.complete();
    }
}
