package outerpark.customercenter.domain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Event.ReservationPlaced;

/**
 * What has been heard of one reservation so far.
 *
 * @param generation how often the view was made anew; in another one the same events may have arrived in another order
 * @param told in the order it arrived, each event once; only what one teller tells arrives in the order it was told
 * @param musicalName null as long as musical has not been heard of
 */
public record Telling(
        int generation, List<Told> told, @Nullable String musicalName) {

    /** The story that follows from it; see {@link Story#of}. */
    public Optional<Story> story() {
        return Story.of(told, musicalName);
    }

    /**
     * The steps that are new to who has read as far as the bookmark, in the order of the history; what one teller told
     * stays in the order it arrived. A step whose cause has not arrived yet is held back, and with it what its teller
     * told after it. All steps are new to who comes from another generation, or has read more than is known here: that
     * was before something was restored that does not have it.
     */
    public List<Update> after(Bookmark bookmark) {
        return new Reading(bookmark).onward(false);
    }

    /** As {@link #after}, but nothing is held back once the story has its beginning. */
    public List<Update> allAfter(Bookmark bookmark) {
        return new Reading(bookmark).onward(true);
    }

    /** Goes through the events from a bookmark on. */
    private final class Reading {

        private final Map<Teller, Deque<Told>> ahead = new EnumMap<>(Teller.class);
        private final List<Told> behind = new ArrayList<>();
        private Bookmark bookmark;

        Reading(Bookmark from) {
            for (Teller teller : Teller.values()) {
                ahead.put(teller, new ArrayDeque<>());
            }
            // No step is given out before the beginning is known, so it is its teller's first even if it comes late.
            told.stream()
                    .sorted(Comparator.comparing(each -> !(each.data() instanceof ReservationPlaced)))
                    .forEach(each -> aheadOf(each).add(each));
            bookmark = isKnown(from) ? from : Bookmark.beginOf(generation);
            ahead.forEach((teller, events) -> {
                for (int i = bookmark.behind(teller); i > 0; i--) {
                    behind.add(events.removeFirst());
                }
            });
        }

        private boolean isKnown(Bookmark from) {
            return from.generation() == generation
                    && ahead.entrySet().stream()
                            .allMatch(events -> from.behind(events.getKey())
                                    <= events.getValue().size());
        }

        List<Update> onward(boolean withoutCauses) {
            if (behind.size() == told.size() || story().isEmpty()) {
                return List.of();
            }
            List<Told> history = History.inOrder(told);
            List<Update> updates = new ArrayList<>();
            Optional<Told> next = next(history, withoutCauses);
            while (next.isPresent()) {
                updates.add(pass(next.get()));
                next = next(history, withoutCauses);
            }
            return updates;
        }

        private Optional<Told> next(List<Told> history, boolean withoutCauses) {
            return earliest(history, this::isTold)
                    .or(() -> withoutCauses ? earliest(history, each -> true) : Optional.empty());
        }

        private Optional<Told> earliest(List<Told> history, Predicate<Told> wanted) {
            return ahead.values().stream()
                    .map(Deque::peekFirst)
                    .filter(Objects::nonNull)
                    .filter(wanted)
                    .min(Comparator.comparingInt(history::indexOf));
        }

        /** Whether all that has to stand before it is behind: its cause, and the beginning. */
        private boolean isTold(Told event) {
            return event.data() instanceof ReservationPlaced
                    || (behind.stream().anyMatch(each -> each.data() instanceof ReservationPlaced)
                            && (event.causationId() == null
                                    || behind.stream()
                                            .anyMatch(each -> each.eventId().equals(event.causationId()))));
        }

        private Update pass(Told event) {
            behind.add(aheadOf(event).removeFirst());
            bookmark = bookmark.past(Teller.of(event.data()));
            Story after = Story.of(behind, musicalName).orElseThrow();
            return new Update(bookmark, Story.step(event), after);
        }

        private Deque<Told> aheadOf(Told event) {
            return Objects.requireNonNull(ahead.get(Teller.of(event.data())));
        }
    }
}
