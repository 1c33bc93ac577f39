package outerpark.musical.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import outerpark.contracts.calls.SeatHolds.TakeAnswer;
import outerpark.contracts.calls.SeatHolds.TakeSeats;

/**
 * Decides a batch of takes and releases, each by itself and in order, over the shows and holds they touch; then tells
 * what is to be written. Whoever uses it holds the locks of those shows until that is written.
 *
 * <p>The invariant of every show: capacity = reservable + the seats of its live holds.
 */
public final class SeatLedger {

    private final Map<Long, Musical> shows = new HashMap<>();
    private final Map<UUID, Hold> holds = new HashMap<>();
    private final Map<Long, Integer> reservableChange = new LinkedHashMap<>();
    private final Map<UUID, Hold> created = new LinkedHashMap<>();
    private final Map<UUID, Hold.Released> released = new LinkedHashMap<>();

    /**
     * @param shows those of the requests that exist
     * @param holds those of the requests that are known already
     */
    public SeatLedger(Collection<Musical> shows, Collection<Hold> holds) {
        shows.forEach(show -> this.shows.put(show.musicalId(), show));
        holds.forEach(hold -> this.holds.put(hold.holdId(), hold));
    }

    /** Takes the seats, or says why not. */
    public TakeAnswer take(TakeSeats request) {
        Musical show = shows.get(request.musicalId());
        if (show == null) {
            return new TakeAnswer.NoSuchMusical();
        }
        Hold known = holds.get(request.holdId());
        if (known != null) {
            return switch (known) {
                case Hold.Live live -> new TakeAnswer.Taken(show.price());
                case Hold.Released gone -> new TakeAnswer.AlreadyReleased();
            };
        }
        if (show.status() != Musical.Status.ON_SALE) {
            return new TakeAnswer.SalesClosed();
        }
        if (request.seats() > show.maxSeatsPerReservation()) {
            return new TakeAnswer.TooManySeats(show.maxSeatsPerReservation());
        }
        if (request.seats() > show.reservableSeat()) {
            return new TakeAnswer.InsufficientSeats(show.reservableSeat());
        }
        create(new Hold.Pending(request.holdId(), request.musicalId(), request.seats()));
        move(show, -request.seats());
        return new TakeAnswer.Taken(show.price());
    }

    /**
     * Gives the hold's seats back, or sees to it that they are never taken.
     *
     * @return whether seats came back
     */
    public boolean release(TakeSeats request) {
        Hold known = holds.get(request.holdId());
        return switch (known) {
            case Hold.Live live -> {
                giveBack(live);
                yield true;
            }
            case Hold.Released gone -> false;
            case null -> {
                create(new Hold.Released(request.holdId(), request.musicalId(), request.seats()));
                yield false;
            }
        };
    }

    /** Holds to be written anew. */
    public List<Hold> created() {
        return new ArrayList<>(created.values());
    }

    /** Holds that were there before and are released now. */
    public List<Hold.Released> released() {
        return new ArrayList<>(released.values());
    }

    /** By how much each show's reservable seats change. */
    public Map<Long, Integer> reservableChange() {
        return reservableChange;
    }

    private void create(Hold hold) {
        holds.put(hold.holdId(), hold);
        created.put(hold.holdId(), hold);
    }

    private void giveBack(Hold.Live live) {
        Hold.Released gone = live.release();
        holds.put(gone.holdId(), gone);
        if (created.containsKey(gone.holdId())) {
            created.put(gone.holdId(), gone);
        } else {
            released.put(gone.holdId(), gone);
        }
        Musical show = shows.get(live.musicalId());
        if (show == null) {
            throw new IllegalStateException("a live hold on a show that is not locked: " + live);
        }
        move(show, live.seats());
    }

    private void move(Musical show, int seats) {
        shows.put(show.musicalId(), show.withReservable(show.reservableSeat() + seats));
        reservableChange.merge(show.musicalId(), seats, Integer::sum);
    }
}
