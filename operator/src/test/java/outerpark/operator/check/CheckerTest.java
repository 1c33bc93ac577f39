package outerpark.operator.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import outerpark.operator.check.Attempt.Acknowledged;
import outerpark.operator.check.Attempt.Cancelling;
import outerpark.operator.check.Attempt.Outcome;
import outerpark.operator.check.Attempt.TooFewSeats;
import outerpark.operator.check.Attempt.Unknown;
import outerpark.operator.check.Attempt.Wrong;
import outerpark.operator.check.Booking.Payment;
import outerpark.operator.check.Booking.View;

/** Every rule is seen to hold, and to fail. */
class CheckerTest {

    private static final int CAPACITY = 100;
    private static final long PRICE = 1_000;

    private static final Plan PLAN = new Plan(CAPACITY, PRICE, 1, Duration.ZERO, 1);

    private final List<Attempt> attempts = new ArrayList<>();
    private final List<SeatCount> looks = new ArrayList<>(List.of(new SeatCount(CAPACITY, CAPACITY, 0, 0)));
    private final List<Booking> bookings = new ArrayList<>();
    private @Nullable SeatCount atRest;
    private @Nullable Long counted;

    @Test
    void whatFitsTogetherContentsIt() {
        acknowledged("a", 2);
        bookings.add(confirmed("a", 2));
        cancelled("b", 3);
        bookings.add(cancelledByCustomer("b", 3));
        attempt(4, new TooFewSeats());
        assertThat(broken()).isEmpty();
        assertThat(judge().isContent()).isTrue();
    }

    @Test
    void aWishWithoutAnAnswerMayHaveBeenGrantedOrNot() {
        attempt(2, new Unknown());
        assertThat(broken()).isEmpty();
        bookings.add(confirmed("a", 2));
        assertThat(broken()).isEmpty();
    }

    @Test
    void whatIsMissingIsLost() {
        acknowledged("a", 2);
        assertThat(broken()).containsExactly(Checker.NOTHING_LOST);
    }

    @Test
    void whatHasOtherSeatsThanAcknowledgedIsLost() {
        acknowledged("a", 2);
        bookings.add(confirmed("a", 3));
        assertThat(broken()).containsExactly(Checker.NOTHING_LOST);
    }

    @Test
    void aCancellationThatIsNotThereIsSeen() {
        cancelled("a", 2);
        bookings.add(confirmed("a", 2));
        assertThat(broken()).containsExactly(Checker.CANCELLED_STAYS);
    }

    @Test
    void whatNobodyCancelledMustNotBeCancelled() {
        acknowledged("a", 2);
        bookings.add(cancelledByCustomer("a", 2));
        assertThat(broken()).containsExactly(Checker.NOTHING_CANCELLED);
    }

    @Test
    void aShowThatGrowsByItselfIsSeen() {
        looks.add(new SeatCount(CAPACITY + 1, CAPACITY + 1, 0, 0));
        assertThat(broken()).containsExactly(Checker.SEATS_LOOKED_AT);
        looks.removeLast();
        atRest = new SeatCount(CAPACITY + 1, CAPACITY + 1, 0, 0);
        assertThat(broken()).containsExactly(Checker.SEATS_AT_REST);
    }

    @Test
    void aWrongPriceIsSeen() {
        attempt(2, new Acknowledged("a", "token", 1));
        Booking sound = confirmed("a", 2);
        bookings.add(new Booking(
                "a",
                2,
                1,
                "CONFIRMED",
                "",
                "APPROVED",
                List.of(new Payment("APPROVED", 1)),
                sound.notices(),
                new View("CONFIRMED", "APPROVED", 2, 1, sound.view().history())));
        assertThat(broken()).containsExactly(Checker.MONEY);
    }

    @Test
    void whatNobodyAskedForIsInvented() {
        bookings.add(confirmed("a", 2));
        assertThat(broken()).containsExactly(Checker.NOTHING_INVENTED);
    }

    @Test
    void oneWishExplainsOneReservationOfItsSeats() {
        attempt(2, new Unknown());
        bookings.add(confirmed("a", 2));
        bookings.add(confirmed("b", 2));
        assertThat(broken()).containsExactly(Checker.NOTHING_INVENTED);
        bookings.removeLast();
        bookings.set(0, confirmed("a", 3));
        assertThat(broken()).containsExactly(Checker.NOTHING_INVENTED);
    }

    @Test
    void whatWasRefusedMustNotBeThere() {
        attempt(2, new TooFewSeats());
        bookings.add(confirmed("a", 2));
        assertThat(broken()).containsExactly(Checker.NOTHING_INVENTED);
    }

    @Test
    void aWrongAnswerIsSeen() {
        attempt(2, new Wrong("500"));
        assertThat(broken()).containsExactly(Checker.NOTHING_WRONG);
    }

    @Test
    void seatsThatDoNotAddUpAtOneMomentAreSeen() {
        looks.add(new SeatCount(CAPACITY, 90, 5, 4));
        assertThat(broken()).containsExactly(Checker.SEATS_LOOKED_AT);
        looks.set(1, new SeatCount(CAPACITY, -1, 0, 101));
        assertThat(broken()).containsExactly(Checker.SEATS_LOOKED_AT);
    }

    @Test
    void seatsThatNobodyLookedAtAreNotKnownToBeConserved() {
        looks.clear();
        assertThat(broken()).containsExactly(Checker.SEATS_LOOKED_AT);
    }

    @Test
    void aReservationWithoutItsSeatsIsSeenAtRest() {
        acknowledged("a", 2);
        bookings.add(confirmed("a", 2));
        atRest = new SeatCount(CAPACITY, CAPACITY, 0, 0);
        assertThat(broken()).containsExactly(Checker.SEATS_AT_REST);
    }

    @Test
    void seatsThatStayPendingAreSeenAtRest() {
        atRest = new SeatCount(CAPACITY, CAPACITY - 2, 2, 0);
        assertThat(broken()).containsExactly(Checker.SEATS_AT_REST);
    }

    @Test
    void moneyThatWasNotGivenBackIsSeen() {
        cancelled("a", 2);
        bookings.add(withPayments(cancelledByCustomer("a", 2), List.of(new Payment("APPROVED", 2 * PRICE))));
        assertThat(broken()).contains(Checker.MONEY, Checker.AGREEMENT);
    }

    @Test
    void moneyThatWasTakenTwiceIsSeen() {
        acknowledged("a", 2);
        Payment payment = new Payment("APPROVED", 2 * PRICE);
        bookings.add(withPayments(confirmed("a", 2), List.of(payment, payment)));
        assertThat(broken()).contains(Checker.MONEY, Checker.ONCE);
    }

    @Test
    void aSagaThatStandsStillIsSeen() {
        acknowledged("a", 2);
        bookings.add(new Booking(
                "a",
                2,
                2 * PRICE,
                "RESERVED",
                "",
                "PENDING",
                List.of(),
                List.of(),
                new View("RESERVED", "PENDING", 2, 2 * PRICE, List.of("ReservationPlaced"))));
        assertThat(broken()).containsExactly(Checker.ENDED);
    }

    @Test
    void anEffectThatHappenedTwiceIsSeen() {
        acknowledged("a", 2);
        Booking sound = confirmed("a", 2);
        List<String> history = new ArrayList<>(sound.view().history());
        history.add("ReservationConfirmed");
        bookings.add(withView(sound, new View("CONFIRMED", "APPROVED", 2, 2 * PRICE, history)));
        assertThat(broken()).containsExactly(Checker.ONCE);
    }

    @Test
    void aNoticeThatWasSentTwiceIsSeen() {
        acknowledged("a", 2);
        bookings.add(withNotices(confirmed("a", 2), List.of("PAYMENT_APPROVED", "PAYMENT_APPROVED")));
        assertThat(broken()).containsExactlyInAnyOrder(Checker.ONCE, Checker.AGREEMENT);
    }

    @Test
    void aNoticeThatWasNeverSentIsSeen() {
        acknowledged("a", 2);
        bookings.add(withNotices(confirmed("a", 2), List.of()));
        assertThat(broken()).containsExactly(Checker.AGREEMENT);
    }

    @Test
    void aViewThatIsBehindIsSeen() {
        acknowledged("a", 2);
        Booking sound = confirmed("a", 2);
        bookings.add(withView(
                sound,
                new View("RESERVED", "PENDING", 2, 2 * PRICE, sound.view().history())));
        assertThat(broken()).containsExactly(Checker.AGREEMENT);
    }

    @Test
    void sumsThatAreNotThoseOfThePartsAreSeen() {
        acknowledged("a", 2);
        bookings.add(confirmed("a", 2));
        counted = 2L;
        assertThat(broken()).containsExactly(Checker.COUNTED);
    }

    @Test
    void theVerdictSaysWhatIsWrong() {
        acknowledged("lost-one", 2);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        judge().print(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("FAIL " + Checker.NOTHING_LOST + " (1 against it)", "lost-one is missing")
                .contains("ok   " + Checker.MONEY);
    }

    private void acknowledged(String id, int seats) {
        attempt(seats, new Acknowledged(id, "token", seats * PRICE));
    }

    private void cancelled(String id, int seats) {
        attempts.add(new Attempt(seats, new Acknowledged(id, "token", seats * PRICE), Cancelling.ACKNOWLEDGED));
    }

    private void attempt(int seats, Outcome outcome) {
        attempts.add(new Attempt(seats, outcome, Cancelling.NOT_ASKED));
    }

    private List<String> broken() {
        return judge().broken();
    }

    private Verdict judge() {
        long live = bookings.stream().filter(Booking::isLive).count();
        int seats = bookings.stream()
                .filter(Booking::isLive)
                .mapToInt(Booking::seats)
                .sum();
        SeatCount last = atRest == null ? new SeatCount(CAPACITY, CAPACITY - seats, 0, seats) : atRest;
        return Checker.judge(
                new History(1, PLAN, attempts, looks), new State(last, bookings, counted == null ? live : counted));
    }

    private static Booking confirmed(String id, int seats) {
        return new Booking(
                id,
                seats,
                seats * PRICE,
                "CONFIRMED",
                "",
                "APPROVED",
                List.of(new Payment("APPROVED", seats * PRICE)),
                List.of("PAYMENT_APPROVED"),
                new View(
                        "CONFIRMED",
                        "APPROVED",
                        seats,
                        seats * PRICE,
                        List.of("ReservationPlaced", "PaymentApproved", "ReservationConfirmed", "NoticeSent")));
    }

    private static Booking cancelledByCustomer(String id, int seats) {
        return new Booking(
                id,
                seats,
                seats * PRICE,
                "CANCELLED",
                "CUSTOMER",
                "CANCELLED",
                List.of(new Payment("CANCELLED", seats * PRICE)),
                List.of("PAYMENT_CANCELLED"),
                new View(
                        "CANCELLED",
                        "CANCELLED",
                        seats,
                        seats * PRICE,
                        List.of(
                                "ReservationPlaced",
                                "ReservationCancelled",
                                "SeatsReleased",
                                "PaymentCancelled",
                                "NoticeSent")));
    }

    private static Booking withPayments(Booking b, List<Payment> payments) {
        return new Booking(
                b.reservationId(),
                b.seats(),
                b.amount(),
                b.status(),
                b.reason(),
                b.paymentStatus(),
                payments,
                b.notices(),
                b.view());
    }

    private static Booking withNotices(Booking b, List<String> notices) {
        return new Booking(
                b.reservationId(),
                b.seats(),
                b.amount(),
                b.status(),
                b.reason(),
                b.paymentStatus(),
                b.payments(),
                notices,
                b.view());
    }

    private static Booking withView(Booking b, View view) {
        return new Booking(
                b.reservationId(),
                b.seats(),
                b.amount(),
                b.status(),
                b.reason(),
                b.paymentStatus(),
                b.payments(),
                b.notices(),
                view);
    }
}
