package outerpark.musical.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.contracts.calls.SeatHolds.TakeAnswer;
import outerpark.contracts.calls.SeatHolds.TakeAnswer.AlreadyReleased;
import outerpark.contracts.calls.SeatHolds.TakeAnswer.InsufficientSeats;
import outerpark.contracts.calls.SeatHolds.TakeAnswer.NoSuchMusical;
import outerpark.contracts.calls.SeatHolds.TakeAnswer.SalesClosed;
import outerpark.contracts.calls.SeatHolds.TakeAnswer.Taken;
import outerpark.contracts.calls.SeatHolds.TakeAnswer.TooManySeats;
import outerpark.contracts.calls.SeatHolds.TakeSeats;

class SeatLedgerTest {

    private static final Instant AT = Instant.parse("2026-11-22T09:00:00Z");
    private static final long SHOW = 1;
    private static final int PRICE = 50_000;
    private static final UUID HOLD = id(1);
    private static final UUID OTHER = id(2);

    private final SeatLedger ledger = ledger(show(100, 80));

    @Test
    void seatsThatAreThereAreTaken() {
        assertThat(ledger.take(new TakeSeats(HOLD, SHOW, 80))).isEqualTo(new Taken(PRICE));

        assertThat(ledger.created()).containsExactly(new Hold.Pending(HOLD, SHOW, 80));
        assertThat(ledger.reservableChange()).containsExactly(Map.entry(SHOW, -80));
    }

    @Test
    void oneSeatMoreThanIsLeftIsRefusedAndNothingIsTaken() {
        var small = ledger(show(60, 80));

        assertThat(small.take(new TakeSeats(HOLD, SHOW, 61))).isEqualTo(new InsufficientSeats(60));
        assertNothingChanged(small);
        assertThat(small.take(new TakeSeats(OTHER, SHOW, 60))).isEqualTo(new Taken(PRICE));
        assertThat(small.take(new TakeSeats(id(3), SHOW, 1))).isEqualTo(new InsufficientSeats(0));
    }

    @Test
    void oneThatIsRefusedDoesNotStandInTheWayOfTheNext() {
        ledger.take(new TakeSeats(id(1), SHOW, 60));
        assertThat(ledger.take(new TakeSeats(id(2), SHOW, 60))).isEqualTo(new InsufficientSeats(40));
        assertThat(ledger.take(new TakeSeats(id(3), SHOW, 40))).isEqualTo(new Taken(PRICE));
    }

    @Test
    void moreThanOneReservationMayHaveIsRefused() {
        assertThat(ledger.take(new TakeSeats(HOLD, SHOW, 81))).isEqualTo(new TooManySeats(80));
        assertNothingChanged(ledger);
    }

    @Test
    void aShowThatIsNotOnSaleTakesNoHoldButReleasesThem() {
        Musical closed = closed(show(100, 80)).withReservable(90);
        SeatLedger sales = new SeatLedger(List.of(closed), List.of(new Hold.Confirmed(OTHER, SHOW, 10)));

        assertThat(sales.take(new TakeSeats(HOLD, SHOW, 1))).isEqualTo(new SalesClosed());
        assertNothingChanged(sales);
        assertThat(sales.release(new TakeSeats(OTHER, SHOW, 10))).isTrue();
    }

    @Test
    void aShowThatDoesNotExistIsSaidSo() {
        assertThat(ledger.take(new TakeSeats(HOLD, 99, 1))).isEqualTo(new NoSuchMusical());
        assertNothingChanged(ledger);
    }

    @Test
    void takingIsIdempotentByHoldWhateverTheShowHasBecome() {
        Musical soldOut = closed(show(100, 1)).withReservable(0);
        for (Hold live : List.of(new Hold.Pending(HOLD, SHOW, 100), new Hold.Confirmed(HOLD, SHOW, 100))) {
            SeatLedger known = new SeatLedger(List.of(soldOut), List.of(live));
            assertThat(known.take(new TakeSeats(HOLD, SHOW, 100))).isEqualTo(new Taken(PRICE));
            assertNothingChanged(known);
        }
    }

    @Test
    void takingTwiceInOneBatchTakesOnce() {
        ledger.take(new TakeSeats(HOLD, SHOW, 3));
        assertThat(ledger.take(new TakeSeats(HOLD, SHOW, 3))).isEqualTo(new Taken(PRICE));

        assertThat(ledger.created()).hasSize(1);
        assertThat(ledger.reservableChange()).containsExactly(Map.entry(SHOW, -3));
    }

    @Test
    void aReleaseBeforeItsTakeLeavesATombstoneThatRefusesTheTake() {
        assertThat(ledger.release(new TakeSeats(HOLD, SHOW, 3))).isFalse();
        assertThat(ledger.take(new TakeSeats(HOLD, SHOW, 3))).isEqualTo(new AlreadyReleased());

        assertThat(ledger.created()).containsExactly(new Hold.Released(HOLD, SHOW, 3));
        assertThat(ledger.reservableChange()).isEmpty();
    }

    @Test
    void releasingTwiceGivesBackOnce() {
        SeatLedger known =
                new SeatLedger(List.of(show(100, 80).withReservable(97)), List.of(new Hold.Confirmed(HOLD, SHOW, 3)));

        assertThat(known.release(new TakeSeats(HOLD, SHOW, 3))).isTrue();
        assertThat(known.release(new TakeSeats(HOLD, SHOW, 3))).isFalse();
        assertThat(known.take(new TakeSeats(HOLD, SHOW, 3))).isEqualTo(new AlreadyReleased());
        assertThat(known.released()).containsExactly(new Hold.Released(HOLD, SHOW, 3));
        assertThat(known.created()).isEmpty();
        assertThat(known.reservableChange()).containsExactly(Map.entry(SHOW, 3));
    }

    @Test
    void whatIsTakenAndReleasedInOneBatchIsWrittenOnceAsReleased() {
        ledger.take(new TakeSeats(HOLD, SHOW, 3));
        assertThat(ledger.release(new TakeSeats(HOLD, SHOW, 3))).isTrue();

        assertThat(ledger.created()).containsExactly(new Hold.Released(HOLD, SHOW, 3));
        assertThat(ledger.released()).isEmpty();
        assertThat(ledger.reservableChange()).containsExactly(Map.entry(SHOW, 0));
    }

    @Test
    void theHoldAndNotTheReleaseSaysHowManySeatsComeBack() {
        SeatLedger known =
                new SeatLedger(List.of(show(100, 80).withReservable(97)), List.of(new Hold.Pending(HOLD, SHOW, 3)));
        known.release(new TakeSeats(HOLD, SHOW, 80));

        assertThat(known.reservableChange()).containsExactly(Map.entry(SHOW, 3));
    }

    /** Random histories, in batches as the desk writes them, against a model that counts seats one hold at a time. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whateverHappensCapacityIsWhatIsReservablePlusWhatIsHeld(long seed) {
        Random random = new Random(seed);
        Stored stored = new Stored(random);
        for (int batch = 0; batch < 150; batch++) {
            SeatLedger decided = stored.ledger();
            for (int i = random.nextInt(12); i > 0; i--) {
                stored.step(decided, random, "seed " + seed + ", batch " + batch);
            }
            stored.write(decided);
            stored.check("seed " + seed + ", batch " + batch);
        }
    }

    /** What the database would hold, and beside it the model: which holds are live, released or never seen. */
    private static final class Stored {
        final Map<Long, Musical> shows = new HashMap<>();
        final Map<UUID, Hold> holds = new HashMap<>();
        final Map<UUID, TakeSeats> live = new HashMap<>();
        final Map<UUID, TakeSeats> gone = new HashMap<>();

        Stored(Random random) {
            for (long id = 1; id <= 3; id++) {
                int capacity = random.nextInt(40);
                Musical show = Musical.register(id, "show " + id, PRICE, capacity, 1 + random.nextInt(9), AT);
                shows.put(id, random.nextInt(4) == 0 ? closed(show) : show);
            }
        }

        SeatLedger ledger() {
            return new SeatLedger(shows.values(), holds.values());
        }

        void step(SeatLedger ledger, Random random, String where) {
            UUID holdId = id(random.nextInt(120));
            // A hold's id belongs to one show and one number of seats for good, as its asker makes it.
            TakeSeats request = new TakeSeats(holdId, 1 + holdId.getLeastSignificantBits() % 4, seatsOf(holdId));
            if (random.nextInt(3) == 0) {
                boolean expected = live.containsKey(holdId);
                assertThat(ledger.release(request)).as(where).isEqualTo(expected);
                live.remove(holdId);
                gone.put(holdId, request);
            } else {
                TakeAnswer expected = expected(request);
                assertThat(ledger.take(request)).as(where).isEqualTo(expected);
                if (expected instanceof Taken) {
                    live.put(holdId, request);
                }
            }
        }

        private TakeAnswer expected(TakeSeats request) {
            Musical show = shows.get(request.musicalId());
            if (show == null) {
                return new NoSuchMusical();
            }
            if (live.containsKey(request.holdId())) {
                return new Taken(PRICE);
            }
            if (gone.containsKey(request.holdId())) {
                return new AlreadyReleased();
            }
            if (show.status() == Musical.Status.CLOSED) {
                return new SalesClosed();
            }
            if (request.seats() > show.maxSeatsPerReservation()) {
                return new TooManySeats(show.maxSeatsPerReservation());
            }
            int left = show.seatCapacity() - held(show.musicalId());
            return request.seats() > left ? new InsufficientSeats(left) : new Taken(PRICE);
        }

        private int held(long musicalId) {
            return live.values().stream()
                    .filter(hold -> hold.musicalId() == musicalId)
                    .mapToInt(TakeSeats::seats)
                    .sum();
        }

        void write(SeatLedger decided) {
            for (Hold hold : decided.created()) {
                assertThat(holds.put(hold.holdId(), hold)).as("created anew").isNull();
            }
            for (Hold.Released hold : decided.released()) {
                assertThat(holds.put(hold.holdId(), hold)).as("was live").isInstanceOf(Hold.Live.class);
            }
            decided.reservableChange()
                    .forEach((id, change) -> shows.computeIfPresent(
                            id, (same, show) -> show.withReservable(show.reservableSeat() + change)));
        }

        void check(String where) {
            for (Musical show : shows.values()) {
                int heldByRows = holds.values().stream()
                        .filter(hold -> hold instanceof Hold.Live && hold.musicalId() == show.musicalId())
                        .mapToInt(Hold::seats)
                        .sum();
                assertThat(show.reservableSeat()).as(where).isNotNegative();
                assertThat(show.reservableSeat() + heldByRows).as(where).isEqualTo(show.seatCapacity());
                assertThat(heldByRows).as(where).isEqualTo(held(show.musicalId()));
            }
        }

        private static int seatsOf(UUID holdId) {
            return 1 + (int) (holdId.getLeastSignificantBits() * 7 % 10);
        }
    }

    private static void assertNothingChanged(SeatLedger ledger) {
        assertThat(ledger.created()).isEmpty();
        assertThat(ledger.released()).isEmpty();
        assertThat(ledger.reservableChange()).isEmpty();
    }

    private static SeatLedger ledger(Musical show) {
        return new SeatLedger(List.of(show), new ArrayList<>());
    }

    private static Musical show(int seats, int max) {
        return Musical.register(SHOW, "HOT", PRICE, seats, max, AT);
    }

    private static Musical closed(Musical show) {
        return show.change(new Musical.Change(null, null, null, null, Musical.Status.CLOSED))
                        instanceof Musical.Changed changed
                ? changed.musical()
                : show;
    }

    private static UUID id(int number) {
        return new UUID(0x0190_A8C0_0000_7000L, number);
    }
}
