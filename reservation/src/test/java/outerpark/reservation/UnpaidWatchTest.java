package outerpark.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import outerpark.common.database.Database;
import outerpark.contracts.Ids;
import outerpark.contracts.calls.SeatHolds.TakeAnswer;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Event;
import outerpark.reservation.PlaceResult.Found;
import outerpark.reservation.PlaceResult.KeyConflict;
import outerpark.reservation.PlaceResult.SalesPaused;
import outerpark.reservation.domain.BookingSaga.Trigger;
import outerpark.reservation.domain.Customer;
import outerpark.reservation.domain.PaymentStatus;
import outerpark.reservation.domain.Reservation;
import outerpark.reservation.domain.Sales;

/** The marks are at 3 unpaid reservations or an age of 2 days, and at 5 or 4 days; one alone passes none by its age. */
class UnpaidWatchTest {

    private static final SalesPaused PAUSED = new SalesPaused(Duration.ofSeconds(7));

    private final Database database = TestService.newDatabase();
    private final ScriptedSeats seats = new ScriptedSeats();
    private final TestService service = new TestService(database, seats, Limits.usual());

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void asManyAsTheMarkPassIt() {
        place(2);
        assertThat(salesNow()).isEqualTo(Sales.OPEN);
        place(1);
        assertThat(salesNow()).isEqualTo(Sales.PAY_LATER);
        place(1);
        assertThat(salesNow()).isEqualTo(Sales.PAY_LATER);
        place(1);
        assertThat(salesNow()).isEqualTo(Sales.PAUSED);
    }

    @Test
    void ofMoreThanAFewOneThatIsAsOldAsTheMarkPassesIt() {
        Reservation lonely = place(1).getFirst();
        age(lonely, Duration.ofDays(5));
        assertThat(salesNow()).isEqualTo(Sales.OPEN);
        age(lonely, Duration.ZERO);

        Reservation reservation = place(1).getFirst();
        age(reservation, Duration.ofDays(2).minusMinutes(1));
        assertThat(salesNow()).isEqualTo(Sales.OPEN);
        age(reservation, Duration.ofDays(2));
        assertThat(salesNow()).isEqualTo(Sales.PAY_LATER);
        age(reservation, Duration.ofDays(4).minusMinutes(1));
        assertThat(salesNow()).isEqualTo(Sales.PAY_LATER);
        age(reservation, Duration.ofDays(4));
        assertThat(salesNow()).isEqualTo(Sales.PAUSED);
    }

    @Test
    void itEndsByItselfWhenTheyArePaidOrCancelled() {
        List<Reservation> unpaid = place(5);
        assertThat(salesNow()).isEqualTo(Sales.PAUSED);
        move(unpaid.get(0), new Trigger.PaymentApproved());
        assertThat(salesNow()).isEqualTo(Sales.PAY_LATER);
        move(unpaid.get(1), new Trigger.CustomerCancels());
        move(unpaid.get(2), new Trigger.PaymentDeclined(Event.DeclineReason.REFUSED));
        assertThat(salesNow()).isEqualTo(Sales.OPEN);
    }

    @Test
    void theDeferredCountAndThoseWhoseCustomersAreAwaitedDoNot() {
        List<Reservation> unpaid = place(5);
        unpaid.forEach(each -> move(each, new Trigger.PaymentDeferred(TestService.AT)));
        assertThat(salesNow()).isEqualTo(Sales.PAUSED);
        unpaid.forEach(each -> move(each, new Trigger.PaymentAwaitsCustomer()));
        assertThat(salesNow()).isEqualTo(Sales.OPEN);
        assertThat(service.unpaid.unpaid().count()).isZero();
    }

    @Test
    void oneThatWasAskedToBeDecidedStillCounts() {
        List<Reservation> unpaid = place(5);
        unpaid.forEach(each -> move(each, new Trigger.PayByReached()));
        assertThat(salesNow()).isEqualTo(Sales.PAUSED);
    }

    @Test
    void aReservationOfTheFutureIsNotOld() {
        place(2).forEach(each -> age(each, Duration.ofDays(-9)));
        assertThat(salesNow()).isEqualTo(Sales.OPEN);
        assertThat(service.unpaid.unpaid().oldest()).isZero();
    }

    @Test
    void whatCannotBeCountedChangesNothing() {
        place(5);
        assertThat(salesNow()).isEqualTo(Sales.PAUSED);
        TestService.execute(database, "ALTER TABLE reservation RENAME TO away");
        assertThat(salesNow()).isEqualTo(Sales.PAUSED);
    }

    @Test
    void itIsToBePaidLaterByAsMuchAsTheOldestHasWaited() {
        assertThat(service.unpaid.payLaterIn()).isEqualTo(Duration.ofSeconds(1));
        Reservation reservation = place(3).getFirst();
        age(reservation, Duration.ofMinutes(10));
        salesNow();
        assertThat(service.unpaid.payLaterIn()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
        age(reservation, Duration.ofHours(10));
        salesNow();
        assertThat(service.unpaid.payLaterIn()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void pastTheFirstMarkAReservationIsToBePaidLater() {
        place(3);
        salesNow();
        PlaceRequest request = TestService.request(3);
        Reservation placed = service.placed(request);

        Instant payAfter = TestService.AT.plus(service.unpaid.payLaterIn());
        assertThat(placed.payment()).isEqualTo(PaymentStatus.DEFERRED);
        assertThat(placed.payBy()).isEqualTo(payAfter.plus(Duration.ofMinutes(15)));
        assertThat(service.find(request.reservationId())).contains(placed);
        assertThat(TestService.ask(database, "SELECT data ->> 'payAfter' FROM outbox"))
                .containsExactly(payAfter.toString());
    }

    @Test
    void whatIsFreeOfChargeIsNotPaidLater() {
        place(3);
        salesNow();
        seats.next(new TakeAnswer.Taken(0));

        assertThat(service.placed(TestService.request(3)).payment()).isEqualTo(PaymentStatus.PENDING);
        assertThat(TestService.ask(database, "SELECT data ->> 'payAfter' FROM outbox"))
                .containsOnlyNulls();
    }

    @Test
    void pastTheSecondMarkNothingIsTaken() {
        place(5);
        salesNow();

        assertThat(service.place(TestService.request(3))).isEqualTo(PAUSED);
        assertThat(service.place(TestService.request(Ids.next(), 3))).isEqualTo(PAUSED);
        assertThat(seats.asked()).isEmpty();
    }

    @Test
    void pastTheSecondMarkWhoHasReservedBeforeIsAnsweredAgain() {
        UUID key = Ids.next();
        Reservation placed = service.placed(TestService.request(key, 3));
        place(5);
        salesNow();

        assertThat(service.place(TestService.request(key, 3))).isEqualTo(new Found(placed));
        assertThat(service.place(TestService.request(key, 4))).isEqualTo(new KeyConflict());
    }

    private Sales salesNow() {
        service.unpaid.look();
        return service.unpaid.sales();
    }

    private List<Reservation> place(int count) {
        List<Reservation> placed = IntStream.range(0, count)
                .<Reservation>mapToObj(_ -> TestService.store(
                        database,
                        TestService.reserved(1, 1, Customer.UNKNOWN, TestService.AT.plus(Duration.ofMinutes(15)))))
                .toList();
        placed.forEach(each -> age(each, Duration.ZERO));
        return placed;
    }

    private void age(Reservation reservation, Duration age) {
        TestService.execute(
                database,
                "UPDATE reservation SET reserved_at = now() - interval '%d seconds' WHERE reservation_id = '%s'"
                        .formatted(age.toSeconds(), reservation.booking().reservationId()));
    }

    private void move(Reservation reservation, Trigger trigger) {
        database.run(transaction -> service.changes.apply(
                transaction,
                List.of(new ReservationChanges.Change(
                        reservation.booking().reservationId(), trigger, new Cause("c", null, null)))));
    }
}
