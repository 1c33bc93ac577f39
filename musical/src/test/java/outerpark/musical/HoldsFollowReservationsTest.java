package outerpark.musical;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import outerpark.common.database.Database;
import outerpark.common.events.EventSignals;
import outerpark.common.events.Outbox;
import outerpark.contracts.Ids;
import outerpark.contracts.calls.SeatHolds.TakeAnswer.AlreadyReleased;
import outerpark.contracts.calls.SeatHolds.TakeSeats;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;

class HoldsFollowReservationsTest {

    private static final long SHOW = 1003;

    private final Database database = TestShows.database();
    private final HoldsFollowReservations handler = new HoldsFollowReservations(
            database, new Outbox(database, new EventSignals()), Clock.fixed(TestShows.AT, ZoneOffset.UTC));
    private final TakeSeats hold = TestShows.hold(SHOW, 3);
    private final UUID reservationId = Ids.next();
    private final Envelope placed = envelope(new Event.ReservationPlaced(
            reservationId, hold.holdId(), SHOW, 3, 150_000, TestShows.AT, null, null, null));
    private final Envelope cancelled = envelope(new Event.ReservationCancelled(
            reservationId, hold.holdId(), SHOW, 3, 150_000, Event.CancelReason.CUSTOMER));

    @BeforeEach
    void aHoldOfThreeOfAHundred() {
        TestShows.register(database, SHOW, 100);
        TestShows.take(database, hold);
    }

    @AfterEach
    void theBalanceHolds() {
        assertThat(TestShows.broken(database)).isEmpty();
    }

    @Test
    void aPlacedReservationConfirmsItsHold() {
        handle(placed);
        handle(placed);

        assertThat(TestShows.stateOf(database, hold)).contains("CONFIRMED");
        assertThat(told()).isEmpty();
    }

    @Test
    void aCancelledReservationGivesItsSeatsBackAndTellsItOnce() {
        handle(placed);
        handle(cancelled);
        handle(cancelled);
        handle(cancelled, cancelled);

        assertReleasedAndToldOnce();
    }

    @Test
    void aReservationCancelledBeforeItWasSeenPlacedEndsReleased() {
        handle(cancelled);
        handle(placed);

        assertReleasedAndToldOnce();
    }

    @Test
    void placedAndCancelledInOneBatchEndsReleasedInEitherOrder() {
        handle(cancelled, placed, cancelled, placed);

        assertReleasedAndToldOnce();
    }

    @Test
    void whatIsToldNamesItsCause() {
        handle(cancelled);

        assertThat(
                        TestShows.ask(
                                database,
                                "SELECT correlation_id || ' ' || causation_id || ' ' || revision || ' ' || subject FROM outbox"))
                .containsExactly("c " + cancelled.eventId() + " 1 " + reservationId);
        assertThat(TestShows.ask(database, "SELECT data ->> 'seats' FROM outbox"))
                .containsExactly("3");
    }

    @Test
    void aCancellationThatOvertakesEvenTheTakeRefusesItAndTellsNothing() {
        TakeSeats late = TestShows.hold(SHOW, 5);
        handle(envelope(
                new Event.ReservationCancelled(Ids.next(), late.holdId(), SHOW, 5, 1, Event.CancelReason.UNPAID)));

        assertThat(TestShows.take(database, late)).isEqualTo(new AlreadyReleased());
        assertThat(told()).isEmpty();
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(97);
    }

    @Test
    void aHoldThatHadBeenReleasedIsNotToldOfAgain() {
        database.run(t -> SeatDesk.releaseAll(t, List.of(hold)));
        handle(placed, cancelled);

        assertThat(told()).isEmpty();
        assertThat(TestShows.stateOf(database, hold)).contains("RELEASED");
    }

    @Test
    void otherEventsLeaveHoldsAlone() {
        handle(
                envelope(new Event.ReservationConfirmed(reservationId)),
                envelope(new Event.PaymentDue(reservationId)),
                envelope(new Event.SeatsReleased(reservationId, SHOW, 3)));

        assertThat(TestShows.stateOf(database, hold)).contains("PENDING");
    }

    private void assertReleasedAndToldOnce() {
        assertThat(TestShows.stateOf(database, hold)).contains("RELEASED");
        assertThat(TestShows.reservable(database, SHOW)).isEqualTo(100);
        assertThat(told()).containsExactly("SeatsReleased");
    }

    private void handle(Envelope... events) {
        database.run(t -> handler.on(t, Arrays.asList(events)));
    }

    private List<String> told() {
        return TestShows.ask(database, "SELECT type FROM outbox ORDER BY id");
    }

    private static Envelope envelope(Event event) {
        return new Cause("c", null, null).leadsTo(event, 1, TestShows.AT);
    }
}
