package outerpark.musical;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import outerpark.common.database.Database;
import outerpark.contracts.Ids;
import outerpark.contracts.calls.SeatHolds.TakeSeats;

class SeatMetersTest {

    private final Database database = TestShows.database();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final SeatMeters meters = new SeatMeters(database, metrics);

    @Test
    void seatsAreCountedByWhatHoldsThemOverAllShows() {
        meters.count();
        assertThat(seats("reservable") + seats("pending") + seats("confirmed")).isZero();

        TestShows.register(database, 1, 100);
        TestShows.register(database, 2, 50);
        UUID confirmed = Ids.next();
        UUID released = Ids.next();
        take(new TakeSeats(confirmed, 1, 7), new TakeSeats(Ids.next(), 2, 3), new TakeSeats(released, 2, 9));
        database.run(t -> HoldStore.confirm(t.connection(), List.of(confirmed)));
        database.run(t -> SeatDesk.releaseAll(t, List.of(new TakeSeats(released, 2, 9))));
        meters.count();

        assertThat(seats("reservable")).isEqualTo(140);
        assertThat(seats("pending")).isEqualTo(3);
        assertThat(seats("confirmed")).isEqualTo(7);
        assertThat(metrics.get("outerpark.musical.holds.pending").gauge().value())
                .isEqualTo(1);
        assertThat(metrics.get("outerpark.musical.holds.pending.oldest").gauge().value())
                .isPositive();
    }

    private double seats(String state) {
        return metrics.get("outerpark.musical.seats")
                .tag("state", state)
                .gauge()
                .value();
    }

    private void take(TakeSeats... takes) {
        database.run(t -> SeatDesk.takeAll(t, List.of(takes)));
    }
}
