package outerpark.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.common.database.NothingWritten;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.DeclineReason;
import outerpark.payment.domain.Payment;
import outerpark.payment.domain.Status;

final class PaymentClerkTest {

    private static final long AMOUNT = PaymentOffice.AMOUNT;

    private final Database database = TestPostgres.database("payment", "db/events", "db/payment");
    private final ScriptedProvider provider = new ScriptedProvider();
    private final PaymentOffice office = new PaymentOffice(database, provider);

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void aPlacedReservationIsPaidAndItsStoryGoesOn() {
        office.open();
        UUID reservation = office.place(AMOUNT, "CARD");
        awaitStatus(reservation, Status.APPROVED);
        Payment payment = office.payment(reservation);
        assertThat(payment.cause().correlationId()).isEqualTo("story " + reservation);
        assertThat(office.told(reservation))
                .containsExactly(
                        new Event.PaymentApproved(reservation, payment.bill().paymentId(), AMOUNT));
        assertThat(provider.kept()).isEqualTo(AMOUNT);
    }

    @Test
    void aPaymentIsClaimedInTheTransactionThatOpensIt() throws InterruptedException {
        provider.gate = new CountDownLatch(1);
        office.open();
        UUID reservation = office.place(AMOUNT, "CARD");
        assertThat(office.payment(reservation).turn().claimed()).isTrue();
        provider.arrived.await();
        provider.gate.countDown();
        awaitStatus(reservation, Status.APPROVED);
    }

    @Test
    void onlyHalfOfThePlacesAreForNewPaymentsAndTheOthersArePaidTooInTheEnd() {
        provider.gate = new CountDownLatch(1);
        office.open();
        List<UUID> reservations =
                IntStream.range(0, 200).mapToObj(i -> Ids.next()).toList();
        office.hear(reservations.stream()
                .map(id -> PaymentOffice.placed(id, AMOUNT, "CARD"))
                .toArray(Event[]::new));
        await().untilAtomic(provider.charges, greaterThanOrEqualTo(128));
        provider.gate.countDown();

        reservations.forEach(reservation -> awaitStatus(reservation, Status.APPROVED));
        assertThat(provider.charges).hasValue(200);
    }

    @Test
    void whatIsCancelledInTheBatchThatOpensItIsNeverAskedFor() {
        office.open();
        UUID cancelled = Ids.next();
        UUID placed = Ids.next();
        office.hear(
                PaymentOffice.placed(cancelled, AMOUNT, "CARD"),
                PaymentOffice.placed(placed, AMOUNT, "CARD"),
                new Event.ReservationCancelled(cancelled, Ids.next(), 1, 1, AMOUNT, Event.CancelReason.CUSTOMER));
        awaitStatus(placed, Status.APPROVED);
        assertThat(office.payment(cancelled).status()).isEqualTo(Status.CANCELLED);
        assertThat(provider.charges).hasValue(1);
    }

    @Test
    void placesTakenForWhatIsRolledBackAreFreeAgain() {
        office.open();
        for (int i = 0; i < 10; i++) {
            Event[] events = IntStream.range(0, 100)
                    .mapToObj(n -> PaymentOffice.placed(Ids.next(), AMOUNT, "CARD"))
                    .toArray(Event[]::new);
            assertThatExceptionOfType(NothingWritten.class).isThrownBy(() -> office.hearInVain(events));
        }
        assertThat(provider.charges).hasValue(0);

        UUID reservation = office.place(AMOUNT, "CARD");
        assertThat(office.payment(reservation).turn().claims()).isEqualTo(1);
        awaitStatus(reservation, Status.APPROVED);
    }

    @Test
    void aFreeShowIsApprovedWithoutTheProvider() {
        office.open();
        UUID reservation = office.place(0, "CARD");
        office.cancel(reservation);
        assertThat(office.toldTypes(reservation)).containsExactly("PaymentApproved", "PaymentCancelled");
        assertThat(provider.charges).hasValue(0);
        assertThat(provider.refunds).hasValue(0);
    }

    @Test
    void eventsThatComeTwiceInOneBatchChangeNothing() {
        UUID reservation = Ids.next();
        Event placed = PaymentOffice.placed(reservation, AMOUNT, "CARD");
        Event cancelled =
                new Event.ReservationCancelled(reservation, Ids.next(), 1, 1, AMOUNT, Event.CancelReason.CUSTOMER);
        office.hear(placed, placed, cancelled, placed, cancelled);
        office.hear(placed, cancelled);
        assertThat(office.toldTypes(reservation)).containsExactly("PaymentCancelled");
    }

    @Test
    void aReservationCancelledBeforeItWasSeenIsNeverCharged() {
        UUID reservation = Ids.next();
        office.cancel(reservation);
        office.hear(PaymentOffice.placed(reservation, AMOUNT, "CARD"));
        office.open();
        awaitStatus(office.place(AMOUNT, "CARD"), Status.APPROVED);
        assertThat(office.toldTypes(reservation)).containsExactly("PaymentCancelled");
        assertThat(provider.charges).hasValue(1);
    }

    @Test
    void anApprovalThatComesBackAfterTheCancelIsRefunded() throws InterruptedException {
        provider.gate = new CountDownLatch(1);
        office.open();
        UUID reservation = office.place(AMOUNT, "CARD");
        provider.arrived.await();
        office.cancel(reservation);
        assertThat(office.told(reservation)).isEmpty();
        provider.gate.countDown();
        awaitStatus(reservation, Status.CANCELLED);
        assertThat(office.told(reservation))
                .containsExactly(new Event.PaymentCancelled(
                        reservation, office.payment(reservation).bill().paymentId(), AMOUNT));
        assertThat(provider.kept()).isZero();
    }

    @Test
    void moneyTakenByAChargeWhoseAnswerWasLostIsGivenBack() {
        provider.failsAfterTaking = true;
        office.open();
        UUID reservation = office.place(AMOUNT, "CARD");
        awaitStatus(reservation, Status.DEFERRED);
        office.cancel(reservation);
        awaitStatus(reservation, Status.CANCELLED);
        assertThat(provider.taken).hasSize(1);
        assertThat(provider.kept()).isZero();
        assertThat(office.told(reservation))
                .contains(new Event.PaymentCancelled(
                        reservation, office.payment(reservation).bill().paymentId(), AMOUNT));
    }

    @Test
    void aProviderThatDoesNotAnswerInTimeDefersThePaymentAndItIsPaidByItselfLater() {
        provider.gate = new CountDownLatch(1);
        office.open();
        UUID reservation = office.place(AMOUNT, "CARD");
        awaitStatus(reservation, Status.DEFERRED);
        provider.gate.countDown();
        awaitStatus(reservation, Status.APPROVED);
        assertThat(office.toldTypes(reservation)).containsExactly("PaymentDeferred", "PaymentApproved");
    }

    @Test
    void withTheBreakerOpenNobodyIsAskedAndItAllRecoversByItself() {
        provider.fails = true;
        office.open();
        List<UUID> reservations = IntStream.range(0, 50)
                .mapToObj(i -> office.place(AMOUNT, "CARD"))
                .toList();
        reservations.forEach(reservation -> awaitStatus(reservation, Status.DEFERRED));
        await().until(() -> office.line.breaker() == CircuitBreakerState.OPEN);
        assertThat(provider.charges.get()).isLessThan(50);
        provider.fails = false;
        reservations.forEach(reservation -> awaitStatus(reservation, Status.APPROVED));
        assertThat(office.line.breaker()).isEqualTo(CircuitBreakerState.CLOSED);
        reservations.forEach(reservation ->
                assertThat(office.toldTypes(reservation)).containsExactly("PaymentDeferred", "PaymentApproved"));
    }

    @Test
    void aRefundThatFailsIsToldOnceAndTriedUntilItSucceeds() {
        office.open();
        UUID reservation = office.place(AMOUNT, "CARD");
        awaitStatus(reservation, Status.APPROVED);
        provider.refundsFail = true;
        office.cancel(reservation);
        awaitStatus(reservation, Status.REFUND_FAILED);
        await().until(() -> provider.refunds.get() >= 3);
        provider.refundsFail = false;
        awaitStatus(reservation, Status.CANCELLED);
        assertThat(office.toldTypes(reservation))
                .containsExactly("PaymentApproved", "RefundFailed", "PaymentCancelled");
        assertThat(provider.kept()).isZero();
    }

    @Test
    void theCustomerPaysByTheCheckoutOrIsDeclined() {
        office.open();
        UUID pays = office.place(AMOUNT, ScriptedProvider.CHECKOUT);
        UUID doesNot = office.place(AMOUNT, ScriptedProvider.CHECKOUT);
        awaitStatus(pays, Status.AWAITING_CUSTOMER);
        awaitStatus(doesNot, Status.AWAITING_CUSTOMER);
        office.payNow(pays, ScriptedProvider.KEY);
        office.fallDue(pays);
        office.fallDue(doesNot);
        awaitStatus(pays, Status.APPROVED);
        awaitStatus(doesNot, Status.DECLINED);
        assertThat(office.told(doesNot))
                .contains(new Event.PaymentDeclined(
                        doesNot, office.payment(doesNot).bill().paymentId(), AMOUNT, DeclineReason.UNPAID));
        assertThat(provider.kept()).isEqualTo(AMOUNT);
    }

    @Test
    void aDeclineIsFinal() {
        provider.declines = true;
        office.open();
        UUID reservation = office.place(AMOUNT, "CARD");
        awaitStatus(reservation, Status.DECLINED);
        office.cancel(reservation);
        assertThat(office.toldTypes(reservation)).containsExactly("PaymentDeclined");
    }

    @Test
    void aClaimOfAnInstanceThatDiedIsTakenOver() {
        UUID reservation = office.place(AMOUNT, "CARD");
        Duration claimFor = Duration.ofMillis(300);
        List<Payment> claimed = database.write(transaction -> office.book.claim(
                transaction, 10, 10, PaymentOffice.CLOCK.instant().plus(claimFor), null));
        assertThat(claimed).extracting(Payment::reservationId).containsExactly(reservation);
        office.open();
        awaitStatus(reservation, Status.APPROVED);
        assertThat(office.payment(reservation).turn().claims()).isEqualTo(2);
        assertThat(PaymentOffice.CLOCK.instant())
                .isAfter(claimed.getFirst().turn().at());
    }

    @Test
    void twoInstancesShareTheWorkAndAskForEachPaymentOnce() {
        try (PaymentOffice second = new PaymentOffice(TestPostgres.secondInstance(database), provider)) {
            office.open();
            second.open();
            Event[] placed = IntStream.range(0, 2_000)
                    .mapToObj(i -> PaymentOffice.placed(Ids.next(), AMOUNT, "CARD"))
                    .toArray(Event[]::new);
            office.hear(placed);
            await().atMost(Duration.ofSeconds(30)).until(() -> office.told().size() >= placed.length);
            assertThat(office.told())
                    .hasSize(placed.length)
                    .allMatch(event -> event instanceof Event.PaymentApproved)
                    .extracting(Event::subject)
                    .doesNotHaveDuplicates();
            assertThat(provider.charges).hasValue(placed.length);
        }
    }

    private void awaitStatus(UUID reservation, Status status) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> office.payment(reservation).status() == status);
    }
}
