package outerpark.musical;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ShutdownEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import outerpark.common.batching.Rush;
import outerpark.common.database.Database;
import outerpark.contracts.calls.HoldFates;
import outerpark.contracts.calls.HoldFates.Fate;
import outerpark.contracts.calls.SeatHolds.TakeAnswer.AlreadyReleased;
import outerpark.contracts.calls.SeatHolds.TakeSeats;

class PendingHoldsTest {

    private static final long SHOW = 1003;
    private static final Duration LONG = Duration.ofSeconds(11);
    private static final int BATCH_MAX = 2;

    private final Database database = TestShows.database();
    private final TestShows.Limits limits = TestShows.Limits.askingInBatchesOf(BATCH_MAX);
    private final SeatDesk desk = new SeatDesk(database, limits, new Rush(64));
    private final List<List<UUID>> asked = new ArrayList<>();
    private final Map<UUID, Fate> fates = new HashMap<>();

    @BeforeEach
    void aShow() {
        TestShows.register(database, SHOW, 100);
    }

    @AfterEach
    void stop() {
        desk.stop(new ShutdownEvent());
        assertThat(TestShows.broken(database)).isEmpty();
    }

    @Test
    void anOldHoldIsConfirmedOrReleasedAsReservationDecides() {
        TakeSeats stored = old(3);
        TakeSeats abandoned = old(4);
        fates.put(stored.holdId(), Fate.STORED);
        fates.put(abandoned.holdId(), Fate.ABANDONED);

        asking(this::scripted).ask();

        assertThat(TestShows.stateOf(database, stored)).contains("CONFIRMED");
        assertThat(TestShows.stateOf(database, abandoned)).contains("RELEASED");
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(97);
        assertThat(TestShows.take(database, abandoned)).isEqualTo(new AlreadyReleased());
    }

    @Test
    void aYoungHoldAndOneThatIsSettledAreNotAskedAbout() {
        TakeSeats young = taken(3);
        TakeSeats confirmed = old(3);
        TakeSeats released = old(3);
        database.run(t -> HoldStore.confirm(t.connection(), List.of(confirmed.holdId())));
        desk.release(List.of(released)).join();

        asking(this::scripted).ask();

        assertThat(asked).isEmpty();
        assertThat(TestShows.stateOf(database, young)).contains("PENDING");
    }

    @Test
    void withReservationOutOfReachTheHoldsStayAndAreAskedAboutAgain() {
        TakeSeats hold = old(3);
        asking(holdIds -> {
                    throw new IllegalStateException("out of reach");
                })
                .ask();

        assertThat(TestShows.stateOf(database, hold)).contains("PENDING");
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(97);

        fates.put(hold.holdId(), Fate.STORED);
        asking(this::scripted).ask();
        assertThat(TestShows.stateOf(database, hold)).contains("CONFIRMED");
    }

    @Test
    void moreThanABatchAreAskedAboutTheOldestFirst() {
        List<TakeSeats> holds = IntStream.range(0, 5).mapToObj(i -> old(1)).toList();
        holds.forEach(hold -> fates.put(hold.holdId(), Fate.ABANDONED));
        TestShows.age(database, List.of(holds.get(4).holdId()), LONG);

        asking(this::scripted).ask();

        assertThat(asked).extracting(List::size).containsExactly(2, 2, 1);
        assertThat(asked.getFirst()).contains(holds.get(4).holdId());
        assertThat(asked.stream().flatMap(List::stream)).doesNotHaveDuplicates();
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(100);
    }

    @Test
    void aHoldThatIsCancelledWhileReservationIsAskedStaysReleased() {
        TakeSeats hold = old(3);
        asking(holdIds -> {
                    desk.release(List.of(hold)).join();
                    return Map.of(hold.holdId(), Fate.STORED);
                })
                .ask();

        assertThat(TestShows.stateOf(database, hold)).contains("RELEASED");
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(100);
    }

    @Test
    void aReleasedHoldIsRememberedForItsTimeAndThenForgotten() {
        TakeSeats recent = taken(1);
        TakeSeats old = taken(1);
        TakeSeats live = taken(1);
        desk.release(List.of(recent, old)).join();
        TestShows.age(
                database,
                List.of(old.holdId(), live.holdId()),
                limits.released().keep().plusMinutes(1));

        asking(this::scripted).forgetReleased();

        assertThat(TestShows.stateOf(database, recent)).contains("RELEASED");
        assertThat(TestShows.stateOf(database, old)).isEmpty();
        assertThat(TestShows.stateOf(database, live)).contains("PENDING");
    }

    private PendingHolds asking(HoldFates reservations) {
        return new PendingHolds(database, desk, reservations, limits);
    }

    private Map<UUID, Fate> scripted(List<UUID> holdIds) {
        asked.add(holdIds);
        Map<UUID, Fate> answer = new HashMap<>(fates);
        answer.keySet().retainAll(holdIds);
        return answer;
    }

    private TakeSeats taken(int seats) {
        TakeSeats hold = TestShows.hold(SHOW, seats);
        TestShows.take(database, hold);
        return hold;
    }

    private TakeSeats old(int seats) {
        TakeSeats hold = taken(seats);
        TestShows.age(database, List.of(hold.holdId()), LONG);
        return hold;
    }
}
