package outerpark.common.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecentEventsTest {

    private final RecentEvents recent = new RecentEvents();

    @Test
    void whatFollowsIsThereInOrderUpToTheLimit() {
        recent.add(events(7, 8));
        recent.add(events(9, 10));

        assertThat(positionsAfter(6, 10)).containsExactly(7L, 8L, 9L, 10L);
        assertThat(positionsAfter(8, 10)).containsExactly(9L, 10L);
        assertThat(positionsAfter(6, 3)).containsExactly(7L, 8L, 9L);
    }

    @Test
    void atTheEndAndBeforeTheBeginningOnlyTheOutboxKnows() {
        recent.add(events(7, 8));

        assertThat(positionsAfter(8, 10)).isEmpty();
        assertThat(positionsAfter(5, 10)).isEmpty();
    }

    @Test
    void whatIsMissingIsNotPassedOver() {
        recent.add(events(7));
        recent.add(events(9));
        assertThat(positionsAfter(6, 10)).containsExactly(7L);
        assertThat(positionsAfter(7, 10)).isEmpty();

        // Of two commits the later one may be told first.
        recent.add(events(8));
        assertThat(positionsAfter(6, 10)).containsExactly(7L, 8L, 9L);
    }

    @Test
    void theOldestAreForgotten() {
        long last = RecentEvents.KEPT + 5L;
        recent.add(events(LongStream.rangeClosed(1, last).toArray()));

        assertThat(positionsAfter(4, 10)).isEmpty();
        assertThat(positionsAfter(5, RecentEvents.KEPT + 1)).hasSize(RecentEvents.KEPT);
        assertThat(positionsAfter(last, 10)).isEmpty();
    }

    private List<Long> positionsAfter(long position, int limit) {
        return recent.after(position, limit).stream().map(Told::position).toList();
    }

    private static List<Told> events(long... positions) {
        return Arrays.stream(positions)
                .mapToObj(position -> Told.of("probe", position, RawEvent.of(Stories.event())))
                .toList();
    }
}
