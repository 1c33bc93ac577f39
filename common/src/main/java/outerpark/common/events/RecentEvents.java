package outerpark.common.events;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The last events that one service has told in this process, so that whoever follows closely need not read them from
 * the outbox. It may lack some, of other processes or of a commit without an answer: positions are whole numbers, so
 * what has the very next one is what comes next, and where that is not here, only the outbox knows.
 */
final class RecentEvents {

    /** Some 5 MB. Whoever falls further behind reads in large batches anyway. */
    static final int KEPT = 4_096;

    /** Each at its position modulo the length. */
    private final AtomicReferenceArray<Told> kept = new AtomicReferenceArray<>(KEPT);

    /** Adds committed events. */
    void add(List<Told> events) {
        for (Told told : events) {
            kept.set(slot(told.position()), told);
        }
    }

    /** The events right after {@code position}, in order, {@code limit} at most; none if only the outbox knows. */
    List<Told> after(long position, int limit) {
        List<Told> next = new ArrayList<>();
        for (long at = position + 1; next.size() < limit; at++) {
            Told told = kept.get(slot(at));
            if (told == null || told.position() != at) {
                break;
            }
            next.add(told);
        }
        return next;
    }

    private static int slot(long position) {
        return (int) (position % KEPT);
    }
}
