package outerpark.musical.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import outerpark.musical.domain.Musical.CapacityBelowSold;
import outerpark.musical.domain.Musical.Change;
import outerpark.musical.domain.Musical.Changed;
import outerpark.musical.domain.Musical.Status;
import outerpark.musical.domain.Musical.Unchanged;

class MusicalTest {

    private static final Instant AT = Instant.parse("2026-11-22T09:00:00Z");
    private static final Musical SOLD_60 =
            Musical.register(1, "HOT", 50_000, 100, 10, AT).withReservable(40);

    @Test
    void aNewShowIsOnSaleAndAllItsSeatsCanBeReserved() {
        Musical show = Musical.register(1, "HOT", 50_000, 100, 10, AT);

        assertThat(show).isEqualTo(new Musical(1, "HOT", 50_000, 100, 100, 10, Status.ON_SALE, 1, AT));
        assertThat(show.sold()).isZero();
    }

    @Test
    void whatIsLeftOutOfAChangeStaysAndTheRevisionGrows() {
        assertThat(SOLD_60.change(new Change("COOL", null, null, null, null)))
                .isEqualTo(new Changed(new Musical(1, "COOL", 50_000, 100, 40, 10, Status.ON_SALE, 2, AT)));
    }

    @Test
    void aChangeThatChangesNothingKeepsTheRevision() {
        assertThat(SOLD_60.change(new Change(null, null, null, null, null))).isEqualTo(new Unchanged(SOLD_60));
        assertThat(SOLD_60.change(new Change("HOT", 50_000L, 100, 10, Status.ON_SALE)))
                .isEqualTo(new Unchanged(SOLD_60));
    }

    @Test
    void aChangeTakesWhatItIsGiven() {
        assertThat(SOLD_60.change(new Change("COOL", 0L, 61, 1, Status.CLOSED)))
                .isEqualTo(new Changed(new Musical(1, "COOL", 0, 61, 1, 1, Status.CLOSED, 2, AT)));
    }

    @Test
    void theCapacityMayGoDownToWhatIsSoldAndNoFurther() {
        assertThat(SOLD_60.change(capacity(60)))
                .isEqualTo(new Changed(new Musical(1, "HOT", 50_000, 60, 0, 10, Status.ON_SALE, 2, AT)));
        assertThat(SOLD_60.change(capacity(59))).isEqualTo(new CapacityBelowSold(60));
        assertThat(SOLD_60.change(capacity(0))).isEqualTo(new CapacityBelowSold(60));
    }

    @Test
    void theCapacityMayGrowAndSoDoTheSeatsLeft() {
        assertThat(SOLD_60.change(capacity(10_000_000)))
                .isEqualTo(
                        new Changed(new Musical(1, "HOT", 50_000, 10_000_000, 9_999_940, 10, Status.ON_SALE, 2, AT)));
    }

    private static Change capacity(int seats) {
        return new Change(null, null, seats, null, null);
    }
}
