package outerpark.reservation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.CancelReason;
import outerpark.contracts.events.Event.DeclineReason;
import outerpark.reservation.domain.BookingSaga.Step;
import outerpark.reservation.domain.BookingSaga.Trigger;
import outerpark.reservation.domain.Reservation.Cancelled;
import outerpark.reservation.domain.Reservation.Confirmed;
import outerpark.reservation.domain.Reservation.Reserved;

class BookingSagaTest {

    private static final UUID CUSTOMER_ID = UUID.fromString("00000000-0000-7000-8000-000000000042");
    private static final Instant AT = Instant.parse("2026-11-22T09:00:00Z");
    private static final Duration PAY_WITHIN = Duration.ofMinutes(15);
    private static final Instant PAY_BY = AT.plus(PAY_WITHIN);
    private static final Instant RETRY_AT = AT.plus(Duration.ofMinutes(5));
    private static final Booking BOOKING = new Booking(
            UUID.fromString("0190a8c0-0000-7000-8000-000000000001"),
            UUID.fromString("0190a8c0-0000-7000-8000-000000000002"),
            1003,
            3,
            150_000,
            Customer.UNKNOWN,
            "CARD",
            null,
            AT,
            "c",
            null);

    private static final Reserved RESERVED = new Reserved(BOOKING, PaymentStatus.PENDING, PAY_BY, false, 4);
    private static final Reserved ASKED = new Reserved(BOOKING, PaymentStatus.PENDING, PAY_BY, true, 4);
    private static final Confirmed CONFIRMED = new Confirmed(BOOKING, PAY_BY, 4);
    private static final Cancelled CANCELLED =
            new Cancelled(BOOKING, PaymentStatus.APPROVED, PAY_BY, CancelReason.CUSTOMER, 4);

    private static final Trigger CUSTOMER = new Trigger.CustomerCancels();
    private static final Trigger APPROVED = new Trigger.PaymentApproved();
    private static final Trigger REFUSED = new Trigger.PaymentDeclined(DeclineReason.REFUSED);
    private static final Trigger UNPAID = new Trigger.PaymentDeclined(DeclineReason.UNPAID);
    private static final Trigger AWAITS = new Trigger.PaymentAwaitsCustomer();
    private static final Trigger DEFERRED = new Trigger.PaymentDeferred(RETRY_AT);
    private static final Trigger PAYMENT_CANCELLED = new Trigger.PaymentCancelled();
    private static final Trigger DUE = new Trigger.PayByReached();
    private static final List<Trigger> ALL =
            List.of(CUSTOMER, APPROVED, REFUSED, UNPAID, AWAITS, DEFERRED, PAYMENT_CANCELLED, DUE);

    /** The cells of the table in the saga's Javadoc that are no dash; every other cell must change nothing. */
    static Stream<Arguments> cells() {
        return Stream.of(
                cell(
                        RESERVED,
                        CUSTOMER,
                        cancelled(PaymentStatus.PENDING, CancelReason.CUSTOMER),
                        CancelReason.CUSTOMER),
                cell(
                        RESERVED,
                        REFUSED,
                        cancelled(PaymentStatus.DECLINED, CancelReason.PAYMENT_DECLINED),
                        CancelReason.PAYMENT_DECLINED),
                cell(RESERVED, UNPAID, cancelled(PaymentStatus.DECLINED, CancelReason.UNPAID), CancelReason.UNPAID),
                Arguments.of(
                        RESERVED,
                        APPROVED,
                        new Confirmed(BOOKING, PAY_BY, 5),
                        new Event.ReservationConfirmed(BOOKING.reservationId())),
                quiet(RESERVED, AWAITS, new Reserved(BOOKING, PaymentStatus.AWAITING_CUSTOMER, PAY_BY, false, 5)),
                quiet(
                        RESERVED,
                        DEFERRED,
                        new Reserved(BOOKING, PaymentStatus.DEFERRED, RETRY_AT.plus(PAY_WITHIN), false, 5)),
                Arguments.of(
                        RESERVED,
                        DUE,
                        new Reserved(BOOKING, PaymentStatus.PENDING, PAY_BY, true, 5),
                        new Event.PaymentDue(BOOKING.reservationId())),
                cell(ASKED, CUSTOMER, cancelled(PaymentStatus.PENDING, CancelReason.CUSTOMER), CancelReason.CUSTOMER),
                cell(
                        ASKED,
                        REFUSED,
                        cancelled(PaymentStatus.DECLINED, CancelReason.PAYMENT_DECLINED),
                        CancelReason.PAYMENT_DECLINED),
                cell(ASKED, UNPAID, cancelled(PaymentStatus.DECLINED, CancelReason.UNPAID), CancelReason.UNPAID),
                Arguments.of(
                        ASKED,
                        APPROVED,
                        new Confirmed(BOOKING, PAY_BY, 5),
                        new Event.ReservationConfirmed(BOOKING.reservationId())),
                quiet(ASKED, AWAITS, new Reserved(BOOKING, PaymentStatus.AWAITING_CUSTOMER, PAY_BY, true, 5)),
                quiet(
                        ASKED,
                        DEFERRED,
                        new Reserved(BOOKING, PaymentStatus.DEFERRED, RETRY_AT.plus(PAY_WITHIN), true, 5)),
                cell(
                        CONFIRMED,
                        CUSTOMER,
                        cancelled(PaymentStatus.APPROVED, CancelReason.CUSTOMER),
                        CancelReason.CUSTOMER),
                quiet(
                        CANCELLED,
                        REFUSED,
                        new Cancelled(BOOKING, PaymentStatus.DECLINED, PAY_BY, CancelReason.CUSTOMER, 5)),
                quiet(
                        CANCELLED,
                        UNPAID,
                        new Cancelled(BOOKING, PaymentStatus.DECLINED, PAY_BY, CancelReason.CUSTOMER, 5)),
                quiet(
                        CANCELLED,
                        PAYMENT_CANCELLED,
                        new Cancelled(BOOKING, PaymentStatus.CANCELLED, PAY_BY, CancelReason.CUSTOMER, 5)));
    }

    /** All the dashes: whatever stands in {@link #cells} not. */
    static Stream<Arguments> dashes() {
        List<List<Object>> told =
                cells().map(cell -> List.of(cell.get()[0], cell.get()[1])).toList();
        return Stream.of(RESERVED, ASKED, CONFIRMED, CANCELLED)
                .flatMap(state -> ALL.stream()
                        .filter(trigger -> !told.contains(List.<Object>of(state, trigger)))
                        .map(trigger -> Arguments.of(state, trigger)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aTriggerDoesWhatTheTableSays(Reservation before, Trigger trigger, Reservation after, @Nullable Event told) {
        assertThat(BookingSaga.decide(before, trigger, PAY_WITHIN))
                .isEqualTo(new Step(after, Optional.ofNullable(told)));
    }

    @ParameterizedTest
    @MethodSource("dashes")
    void whereTheTableHasADashNothingChangesAndNothingIsTold(Reservation before, Trigger trigger) {
        assertThat(BookingSaga.decide(before, trigger, PAY_WITHIN)).isEqualTo(new Step(before, Optional.empty()));
    }

    @Test
    void theTableIsWhole() {
        assertThat(cells().count() + dashes().count()).isEqualTo(4L * ALL.size());
        assertThat(ALL).extracting(Object::getClass).containsAll(List.of(Trigger.class.getPermittedSubclasses()));
    }

    @Test
    void payByMovesOnlyForward() {
        Reserved late = new Reserved(BOOKING, PaymentStatus.PENDING, PAY_BY.plusSeconds(3_600), false, 1);

        assertThat(BookingSaga.decide(late, DEFERRED, PAY_WITHIN).next().payBy())
                .isEqualTo(late.payBy());
    }

    @Test
    void aPlacedReservationIsToldWithAllThatTheOthersNeed() {
        assertThat(BookingSaga.placed(Reservation.placeToPayLater(BOOKING, PAY_BY), RETRY_AT, CUSTOMER_ID))
                .isEqualTo(new Event.ReservationPlaced(
                        BOOKING.reservationId(),
                        BOOKING.holdId(),
                        1003,
                        3,
                        150_000,
                        PAY_BY,
                        RETRY_AT,
                        "CARD",
                        CUSTOMER_ID));
    }

    @ParameterizedTest
    @MethodSource("states")
    void aTriggerThatComesTwiceChangesNothingMore(Reservation before) {
        for (Trigger trigger : ALL) {
            Reservation once = BookingSaga.decide(before, trigger, PAY_WITHIN).next();

            assertThat(BookingSaga.decide(once, trigger, PAY_WITHIN))
                    .as("%s twice", trigger)
                    .isEqualTo(new Step(once, Optional.empty()));
        }
    }

    static Stream<Reservation> states() {
        return Stream.of(RESERVED, ASKED, CONFIRMED, CANCELLED);
    }

    /** Random histories, in which triggers come twice, late and out of order. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverComesInWhateverOrderTheStoryStaysTrue(long seed) {
        Random random = new Random(seed);
        for (int history = 0; history < 500; history++) {
            List<String> story = new ArrayList<>();
            List<Event> told = new ArrayList<>();
            Reservation current = Reservation.place(BOOKING, PAY_BY);
            for (int i = random.nextInt(15); i > 0; i--) {
                Trigger trigger = trigger(random);
                story.add(trigger.toString());
                Step step = BookingSaga.decide(current, trigger, PAY_WITHIN);
                check(current, step, "seed " + seed + ": " + story);
                step.told().ifPresent(told::add);
                current = step.next();
            }
            assertToldAtMostOnce(told, "seed " + seed + ": " + story);
        }
    }

    private static void check(Reservation before, Step step, String story) {
        Reservation after = step.next();
        assertThat(after.revision()).as(story).isEqualTo(before.revision() + (after.equals(before) ? 0 : 1));
        assertThat(after.payBy()).as(story).isAfterOrEqualTo(before.payBy());
        assertThat(after.booking()).as(story).isEqualTo(before.booking());
        if (after.equals(before)) {
            assertThat(step.told()).as(story).isEmpty();
        }
        if (before instanceof Cancelled cancelled) {
            assertThat(after)
                    .as(story)
                    .isInstanceOfSatisfying(
                            Cancelled.class, still -> assertThat(still.reason()).isEqualTo(cancelled.reason()));
            assertThat(step.told()).as(story).isEmpty();
        }
        if (before instanceof Confirmed) {
            assertThat(after).as(story).isNotInstanceOf(Reserved.class);
        }
    }

    private static void assertToldAtMostOnce(List<Event> told, String story) {
        assertThat(told).as(story).extracting(Object::getClass).doesNotHaveDuplicates();
    }

    private static Trigger trigger(Random random) {
        return random.nextInt(4) == 0
                ? new Trigger.PaymentDeferred(AT.plusSeconds(random.nextInt(7_200) - 3_600))
                : ALL.get(random.nextInt(ALL.size()));
    }

    private static Arguments cell(Reservation before, Trigger trigger, Cancelled after, CancelReason reason) {
        return Arguments.of(
                before,
                trigger,
                after,
                new Event.ReservationCancelled(BOOKING.reservationId(), BOOKING.holdId(), 1003, 3, 150_000, reason));
    }

    private static Arguments quiet(Reservation before, Trigger trigger, Reservation after) {
        return Arguments.of(before, trigger, after, null);
    }

    private static Cancelled cancelled(PaymentStatus payment, CancelReason reason) {
        return new Cancelled(BOOKING, payment, PAY_BY, reason, 5);
    }
}
