package outerpark.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;
import outerpark.reservation.domain.Customer;
import outerpark.reservation.domain.PaymentStatus;
import outerpark.reservation.domain.Reservation;
import outerpark.reservation.domain.Reservation.Cancelled;
import outerpark.reservation.domain.Reservation.Confirmed;
import outerpark.reservation.domain.Reservation.Reserved;

/** The steps that follow the placing: cancelling, what payment tells, and the time to pay running out. */
class SagaStepsTest {

    private static final Instant PAY_BY = TestService.AT.plus(Duration.ofMinutes(15));

    private final Database database = TestService.newDatabase();
    private final TestService service = new TestService(database, new ScriptedSeats(), Limits.usual());
    private final ReservationsFollowPayments payments = new ReservationsFollowPayments(database, service.changes);
    private final Reserved reservation =
            TestService.store(database, TestService.reserved(TestService.SHOW, 3, Customer.UNKNOWN, PAY_BY));
    private final UUID id = reservation.booking().reservationId();

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void cancellingTellsItOnceAndAnswersTheSameHoweverOftenItIsAsked() {
        Optional<Reservation> first = cancel(id).join();

        assertThat(first).containsInstanceOf(Cancelled.class);
        assertThat(cancel(id).join()).isEqualTo(first);
        assertThat(service.find(id)).isEqualTo(first);
        assertThat(service.told()).containsExactly("ReservationCancelled");
        assertThat(cancel(Ids.next()).join()).as("there is none").isEmpty();
    }

    @Test
    void manyWhoCancelAtOnceOnTwoInstancesTellItOnce() {
        try (TestService other =
                new TestService(TestPostgres.secondInstance(database), new ScriptedSeats(), Limits.usual())) {
            List<CompletableFuture<Optional<Reservation>>> answers = Stream.of(service, other, service, other, service)
                    .map(one -> one.cancelling.cancel(id, TestService.cause()))
                    .toList();

            assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).containsInstanceOf(Cancelled.class));
        }
        assertThat(service.told()).containsExactly("ReservationCancelled");
        assertThat(service.find(id).orElseThrow().revision()).isEqualTo(2);
    }

    @Test
    void anApprovalConfirmsOnceHoweverOftenItIsDelivered() {
        Envelope approved = told(new Event.PaymentApproved(id, Ids.next(), 150_000));
        deliver(approved, approved);
        deliver(approved);

        assertThat(service.find(id)).contains(new Confirmed(reservation.booking(), PAY_BY, 2));
        assertThat(service.told()).containsExactly("ReservationConfirmed");
        assertThat(TestService.ask(database, "SELECT correlation_id || ' ' || causation_id FROM outbox"))
                .containsExactly("c " + approved.eventId());
    }

    @Test
    void aDeclineCancelsWithItsReason() {
        deliver(told(new Event.PaymentDeclined(id, Ids.next(), 150_000, Event.DeclineReason.UNPAID)));

        assertThat(service.find(id))
                .contains(new Cancelled(
                        reservation.booking(), PaymentStatus.DECLINED, PAY_BY, Event.CancelReason.UNPAID, 2));
    }

    @Test
    void aWholeStoryInOneBatchIsTakenInItsOrder() {
        UUID payment = Ids.next();
        Instant retryAt = PAY_BY.plus(Duration.ofMinutes(1));
        deliver(
                told(new Event.PaymentAwaitsCustomer(id, payment, 1)),
                told(new Event.PaymentDeferred(id, payment, 1, retryAt)),
                told(new Event.PaymentApproved(id, payment, 1)),
                told(new Event.PaymentDeclined(id, payment, 1, Event.DeclineReason.REFUSED)),
                told(new Event.PaymentCancelled(id, payment, 1)));

        assertThat(service.find(id))
                .contains(new Confirmed(reservation.booking(), retryAt.plus(Duration.ofMinutes(15)), 4));
        assertThat(service.told()).containsExactly("ReservationConfirmed");
    }

    @Test
    void anApprovalThatComesAfterTheCancellationChangesNothing() {
        cancel(id).join();
        deliver(told(new Event.PaymentApproved(id, Ids.next(), 150_000)));
        assertThat(service.find(id)).containsInstanceOf(Cancelled.class);

        deliver(told(new Event.PaymentCancelled(id, Ids.next(), 150_000)));
        assertThat(service.find(id).orElseThrow().payment()).isEqualTo(PaymentStatus.CANCELLED);
        assertThat(service.told()).containsExactly("ReservationCancelled");
    }

    @Test
    void whatIsToldOfAReservationThatIsNotHereIsPassedOver() {
        deliver(
                told(new Event.PaymentApproved(Ids.next(), Ids.next(), 1)),
                told(new Event.PaymentApproved(id, Ids.next(), 1)),
                told(new Event.MusicalRegistered(1, "HOT", 1, 1)),
                told(new Event.RefundFailed(id, Ids.next(), 1)));

        assertThat(service.find(id)).containsInstanceOf(Confirmed.class);
    }

    @Test
    void whenTheTimeToPayHasRunOutPaymentIsAskedOnce() {
        watchAt(PAY_BY.minusMillis(1)).askForDecisions();
        assertThat(service.told()).isEmpty();

        watchAt(PAY_BY).askForDecisions();
        watchAt(PAY_BY.plusSeconds(3_600)).askForDecisions();
        assertThat(service.told()).containsExactly("PaymentDue");
        assertThat(service.find(id))
                .contains(new Reserved(reservation.booking(), PaymentStatus.PENDING, PAY_BY, true, 2));
    }

    @Test
    void aDeferredPaymentHasUntilItsNewTime() {
        deliver(told(new Event.PaymentDeferred(id, Ids.next(), 1, PAY_BY)));
        watchAt(PAY_BY).askForDecisions();
        assertThat(service.told()).isEmpty();

        watchAt(PAY_BY.plus(Duration.ofMinutes(15))).askForDecisions();
        assertThat(service.told()).containsExactly("PaymentDue");
    }

    @Test
    void whatIsPaidOrCancelledIsNotAskedAbout() {
        deliver(told(new Event.PaymentApproved(id, Ids.next(), 1)));
        Reserved other =
                TestService.store(database, TestService.reserved(TestService.SHOW, 3, Customer.UNKNOWN, PAY_BY));
        cancel(other.booking().reservationId()).join();
        watchAt(PAY_BY).askForDecisions();

        assertThat(service.told()).doesNotContain("PaymentDue");
    }

    @Test
    void moreThanABatchAreAskedAboutEachOnceWhoeverElseLooksToo() throws Exception {
        for (int i = 0; i < 6; i++) {
            TestService.store(database, TestService.reserved(TestService.SHOW, 1, Customer.UNKNOWN, PAY_BY));
        }
        Thread other = Thread.ofVirtual().start(watchAt(PAY_BY)::askForDecisions);
        watchAt(PAY_BY).askForDecisions();
        other.join();

        assertThat(service.told()).hasSize(7).containsOnly("PaymentDue");
        assertThat(TestService.ask(database, "SELECT DISTINCT subject FROM outbox"))
                .hasSize(7);
    }

    @Test
    void whoseTimeRanOutWhileNobodyCouldPayGetsSomeMore() {
        Duration grace = Duration.ofMinutes(2);
        Instant start = PAY_BY.plusSeconds(1);
        AdjustableClock clock = new AdjustableClock(start);
        PayByWatch watch = new PayByWatch(database, service.changes, clock, Limits.withGraceAfterStart(grace));

        watch.askForDecisions();
        assertThat(service.told()).isEmpty();

        clock.set(start.plus(grace));
        watch.askForDecisions();
        assertThat(service.told()).containsExactly("PaymentDue");
    }

    /** A clock that the test sets. */
    private static final class AdjustableClock extends Clock {
        private volatile Instant now;

        AdjustableClock(Instant now) {
            this.now = now;
        }

        void set(Instant then) {
            now = then;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private CompletableFuture<Optional<Reservation>> cancel(UUID reservationId) {
        return service.cancelling.cancel(reservationId, TestService.cause());
    }

    private PayByWatch watchAt(Instant now) {
        return new PayByWatch(database, service.changes, Clock.fixed(now, ZoneOffset.UTC), Limits.usual());
    }

    private void deliver(Envelope... events) {
        database.run(t -> payments.on(t, Arrays.asList(events)));
    }

    private static Envelope told(Event event) {
        return new Cause("c", null, null).leadsTo(event, 1, TestService.AT);
    }
}
