package outerpark.payment.domain;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.DeclineReason;
import outerpark.payment.domain.PaymentProvider.Approved;
import outerpark.payment.domain.PaymentProvider.AwaitsCustomer;
import outerpark.payment.domain.PaymentProvider.Declined;

final class PaymentRulesTest {

    private static final UUID RESERVATION = new UUID(1, 1);
    private static final UUID PAYMENT = new UUID(2, 2);
    private static final long AMOUNT = 50_000;
    private static final Duration CLAIM = Duration.ofSeconds(30);
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final Cause CAUSE = new Cause("story", null, null);
    private static final AwaitsCustomer CHECKOUT = new AwaitsCustomer(Map.of("paymentKey", "k"));

    private final List<Event> told = new ArrayList<>();
    private @Nullable Payment payment;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aPlacedReservationIsToBePaidNowAndOnce() {
        place(AMOUNT);
        assertThat(status()).isEqualTo(Status.PENDING);
        assertThat(payment().turn().at()).isEqualTo(now);
        answer(claim(), new Approved("ref"));
        assertThat(status()).isEqualTo(Status.APPROVED);
        assertThat(payment().attempts()).isEqualTo(1);
        assertThat(payment().providerNote()).isEqualTo("ref");
        assertThat(payment().turn().at()).isNull();
        place(AMOUNT);
        assertThat(told).containsExactly(new Event.PaymentApproved(RESERVATION, PAYMENT, AMOUNT));
    }

    @Test
    void aFreeShowIsNeverCharged() {
        place(0);
        cancel();
        assertThat(payment().turn().at()).isNull();
        assertThat(told)
                .containsExactly(
                        new Event.PaymentApproved(RESERVATION, PAYMENT, 0),
                        new Event.PaymentCancelled(RESERVATION, PAYMENT, 0));
    }

    @Test
    void aDeclinedPaymentStaysDeclined() {
        place(AMOUNT);
        answer(claim(), new Declined("no"));
        cancel();
        due();
        assertThat(status()).isEqualTo(Status.DECLINED);
        assertThat(told).containsExactly(declined(DeclineReason.REFUSED));
    }

    @Test
    void aReservationCancelledBeforeItWasSeenIsNeverPaid() {
        cancel();
        place(AMOUNT);
        assertThat(status()).isEqualTo(Status.CANCELLED);
        assertThat(payment().turn().at()).isNull();
        assertThat(told).containsExactly(cancelled(0));
    }

    @Test
    void aPaymentNeverAskedForIsCancelledAtOnce() {
        place(AMOUNT);
        cancel();
        cancel();
        assertThat(told).containsExactly(cancelled(0));
    }

    @Test
    void anApprovedPaymentIsCancelledOnceItIsRefunded() {
        place(AMOUNT);
        answer(claim(), new Approved("ref"));
        cancel();
        assertThat(status()).isEqualTo(Status.APPROVED);
        int claim = claim();
        assertThat(payment().work()).contains(new Work.GiveBack(PAYMENT, AMOUNT));
        decide(new Command.GaveBack(RESERVATION, claim, AMOUNT));
        cancel();
        assertThat(told).containsExactly(new Event.PaymentApproved(RESERVATION, PAYMENT, AMOUNT), cancelled(AMOUNT));
    }

    @Test
    void anApprovalThatComesBackAfterTheCancelIsRefunded() {
        place(AMOUNT);
        int claim = claim();
        cancel();
        assertThat(told).isEmpty();
        answer(claim, new Approved("ref"));
        decide(new Command.GaveBack(RESERVATION, claim(), AMOUNT));
        assertThat(told).containsExactly(cancelled(AMOUNT));
    }

    @Test
    void aDeclineThatComesBackAfterTheCancelIsACancel() {
        place(AMOUNT);
        int claim = claim();
        cancel();
        answer(claim, new Declined("no"));
        assertThat(told).containsExactly(cancelled(0));
    }

    @Test
    void anUnknownOutcomeIsVoidedWhenTheReservationIsCancelled() {
        place(AMOUNT);
        noAnswer(claim(), true);
        cancel();
        pass(Duration.ofMinutes(1));
        int claim = claim();
        assertThat(payment().work()).contains(new Work.GiveBack(PAYMENT, 0));
        decide(new Command.GaveBack(RESERVATION, claim, AMOUNT));
        assertThat(told).containsExactly(deferred(), cancelled(AMOUNT));
    }

    @Test
    void aClaimThatRanOutLeavesTheOutcomeUnknown() {
        place(AMOUNT);
        claim();
        pass(CLAIM);
        noAnswer(claim(), false);
        cancel();
        assertThat(payment().work()).contains(new Work.GiveBack(PAYMENT, 0));
    }

    @Test
    void aCancelNotedUnderAClaimThatRanOutIsCarriedOutByWhoeverTakesOver() {
        place(AMOUNT);
        claim();
        cancel();
        pass(CLAIM);
        int claim = claim();
        assertThat(payment().work()).contains(new Work.GiveBack(PAYMENT, 0));
        decide(new Command.GaveBack(RESERVATION, claim, 0));
        assertThat(told).containsExactly(cancelled(0));
    }

    @Test
    void anAnswerOfAnEarlierClaimIsNotListenedTo() {
        place(AMOUNT);
        int late = claim();
        pass(CLAIM);
        int current = claim();
        noAnswer(late, true);
        answer(late, new Declined("no"));
        assertThat(told).isEmpty();
        answer(current, new Approved("ref"));
        assertThat(status()).isEqualTo(Status.APPROVED);
    }

    @Test
    void aDeferralIsToldOnceHoweverLongItLasts() {
        place(AMOUNT);
        noAnswer(claim(), false);
        Instant first = requireNonNull(payment().turn().at());
        pass(Duration.ofMinutes(1));
        noAnswer(claim(), true);
        assertThat(status()).isEqualTo(Status.DEFERRED);
        assertThat(payment().attempts()).isEqualTo(1);
        assertThat(told).containsExactly(new Event.PaymentDeferred(RESERVATION, PAYMENT, AMOUNT, first));
    }

    @Test
    void payNowBringsADeferredPaymentItsTurn() {
        place(AMOUNT);
        noAnswer(claim(), false);
        payNow(null);
        assertThat(payment().turn().at()).isEqualTo(now);
    }

    @Test
    void aNudgeBringsADeferredPaymentItsTurn() {
        place(AMOUNT);
        noAnswer(claim(), false);
        nudge(null);
        assertThat(payment().turn().at()).isEqualTo(now);
    }

    @Test
    void aNudgeBringsTheKeyOfWhoDidNotComeBack() {
        place(AMOUNT);
        answer(claim(), CHECKOUT);
        nudge(null);
        assertThat(payment().turn().at()).isNull();
        nudge("k");
        nudge("k");
        nudge("late");
        claim();
        nudge("later");
        assertThat(payment().work()).contains(new Work.Ask(new PaymentProvider.Charge(PAYMENT, AMOUNT, "CARD", "k")));
    }

    @Test
    void aNudgeBringsARefundThatFailedItsTurn() {
        place(AMOUNT);
        answer(claim(), new Approved("ref"));
        cancel();
        decide(new Command.NotGivenBack(RESERVATION, claim(), "why", now.plusSeconds(10)));
        nudge(null);
        assertThat(payment().turn().at()).isEqualTo(now);
    }

    @Test
    void aNudgeChangesNothingThatIsOver() {
        place(AMOUNT);
        answer(claim(), new Approved("ref"));
        Payment approved = payment();
        nudge("k");
        assertThat(payment()).isEqualTo(approved);
    }

    @Test
    void theCustomerPaysByTheCheckout() {
        place(AMOUNT);
        answer(claim(), CHECKOUT);
        payNow(null);
        assertThat(payment().turn().at()).isNull();
        payNow("k");
        int claim = claim();
        assertThat(payment().work()).contains(new Work.Ask(new PaymentProvider.Charge(PAYMENT, AMOUNT, "CARD", "k")));
        assertThat(status()).isEqualTo(Status.AWAITING_CUSTOMER);
        answer(claim, new Approved("ref"));
        assertThat(told)
                .containsExactly(
                        new Event.PaymentAwaitsCustomer(RESERVATION, PAYMENT, AMOUNT),
                        new Event.PaymentApproved(RESERVATION, PAYMENT, AMOUNT));
    }

    @Test
    void aKeyTheProviderDoesNotTakeLeavesTheCheckoutOpen() {
        place(AMOUNT);
        answer(claim(), CHECKOUT);
        payNow("wrong");
        answer(claim(), CHECKOUT);
        assertThat(status()).isEqualTo(Status.AWAITING_CUSTOMER);
        payNow("k");
        answer(claim(), new Approved("ref"));
        assertThat(status()).isEqualTo(Status.APPROVED);
    }

    @Test
    void theKeyIsNotForgottenWhenTheProviderDoesNotAnswer() {
        place(AMOUNT);
        answer(claim(), CHECKOUT);
        payNow("k");
        noAnswer(claim(), true);
        due();
        pass(Duration.ofHours(1));
        int claim = claim();
        assertThat(payment().work()).contains(new Work.Ask(new PaymentProvider.Charge(PAYMENT, AMOUNT, "CARD", "k")));
        answer(claim, new Approved("ref"));
        assertThat(status()).isEqualTo(Status.APPROVED);
    }

    @Test
    void whoDoesNotPayByTheCheckoutInTimeIsDeclined() {
        place(AMOUNT);
        answer(claim(), CHECKOUT);
        due();
        payNow("k");
        assertThat(told)
                .containsExactly(
                        new Event.PaymentAwaitsCustomer(RESERVATION, PAYMENT, AMOUNT), declined(DeclineReason.UNPAID));
    }

    @Test
    void paidAtTheVeryMomentOfPayByIsPaid() {
        place(AMOUNT);
        answer(claim(), CHECKOUT);
        payNow("k");
        due();
        answer(claim(), new Approved("ref"));
        due();
        assertThat(status()).isEqualTo(Status.APPROVED);
        assertThat(told).doesNotContain(declined(DeclineReason.UNPAID));
    }

    @Test
    void aLongOutageDeclinesNobodyAtItsEnd() {
        place(AMOUNT);
        noAnswer(claim(), true);
        due();
        pass(Duration.ofDays(1));
        answer(claim(), new Approved("ref"));
        assertThat(told).containsExactly(deferred(), new Event.PaymentApproved(RESERVATION, PAYMENT, AMOUNT));
    }

    @Test
    void aCheckoutThatOpensAfterPayByHasAWindowOfItsOwnOnce() {
        place(AMOUNT);
        due();
        answer(claim(), CHECKOUT);
        assertThat(status()).isEqualTo(Status.AWAITING_CUSTOMER);
        pass(WINDOW.minusSeconds(1));
        payNow("wrong");
        answer(claim(), CHECKOUT);
        assertThat(status()).isEqualTo(Status.AWAITING_CUSTOMER);
        pass(Duration.ofSeconds(1));
        decide(new Command.Claim(RESERVATION, now.plus(CLAIM), null));
        assertThat(told)
                .containsExactly(
                        new Event.PaymentAwaitsCustomer(RESERVATION, PAYMENT, AMOUNT), declined(DeclineReason.UNPAID));
    }

    @Test
    void aCustomerWhoCouldNotPayBecauseOfTheProvidersTroubleGetsMoreTime() {
        place(AMOUNT);
        answer(claim(), CHECKOUT);
        decide(new Command.Due(RESERVATION, now.plus(WINDOW), CAUSE));
        assertThat(status()).isEqualTo(Status.AWAITING_CUSTOMER);
        pass(WINDOW);
        decide(new Command.Claim(RESERVATION, now.plus(CLAIM), now.plus(WINDOW)));
        assertThat(status()).isEqualTo(Status.AWAITING_CUSTOMER);
        pass(WINDOW);
        decide(new Command.Claim(RESERVATION, now.plus(CLAIM), null));
        assertThat(told)
                .containsExactly(
                        new Event.PaymentAwaitsCustomer(RESERVATION, PAYMENT, AMOUNT), declined(DeclineReason.UNPAID));
    }

    @Test
    void aFailedRefundIsToldOnceAndTriedUntilItSucceeds() {
        place(AMOUNT);
        answer(claim(), new Approved("ref"));
        cancel();
        for (int i = 0; i < 3; i++) {
            decide(new Command.NotGivenBack(RESERVATION, claim(), "why", now.plusSeconds(10)));
            assertThat(status()).isEqualTo(Status.REFUND_FAILED);
            assertThat(Objects.requireNonNull(payment).providerNote()).isEqualTo("why");
            pass(Duration.ofSeconds(10));
        }
        decide(new Command.GaveBack(RESERVATION, claim(), AMOUNT));
        assertThat(told)
                .containsExactly(
                        new Event.PaymentApproved(RESERVATION, PAYMENT, AMOUNT),
                        new Event.RefundFailed(RESERVATION, PAYMENT, AMOUNT),
                        cancelled(AMOUNT));
    }

    @Test
    void whatIsUnknownIsNotActedOn() {
        due();
        payNow("k");
        decide(new Command.Claim(RESERVATION, now.plus(CLAIM), null));
        answer(1, new Approved("ref"));
        assertThat(payment).isNull();
    }

    private void place(long amount) {
        decide(new Command.Place(RESERVATION, PAYMENT, amount, "CARD", CAUSE));
    }

    private void cancel() {
        decide(new Command.Cancel(RESERVATION, PAYMENT, AMOUNT, CAUSE));
    }

    private void due() {
        decide(new Command.Due(RESERVATION, null, CAUSE));
    }

    private void nudge(@Nullable String key) {
        decide(new Command.Nudge(RESERVATION, key));
    }

    private void payNow(@Nullable String key) {
        decide(new Command.PayNow(RESERVATION, key));
    }

    private int claim() {
        decide(new Command.Claim(RESERVATION, now.plus(CLAIM), null));
        assertThat(payment().turn().claimed()).isTrue();
        return payment().turn().claims();
    }

    private void answer(int claim, PaymentProvider.ChargeResult result) {
        decide(new Command.Answered(RESERVATION, claim, result, now.plus(WINDOW)));
    }

    private void noAnswer(int claim, boolean asked) {
        decide(new Command.NoAnswer(RESERVATION, claim, asked, now.plusSeconds(5)));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private void decide(Command command) {
        Optional<Payment.Change> change = PaymentRules.decide(payment, command, now);
        change.ifPresent(changed -> {
            payment = changed.payment();
            if (changed.told() != null) {
                told.add(changed.told());
            }
        });
    }

    private Payment payment() {
        return requireNonNull(payment);
    }

    private Status status() {
        return payment().status();
    }

    private Event deferred() {
        return told.stream()
                .filter(event -> event instanceof Event.PaymentDeferred)
                .findFirst()
                .orElseThrow();
    }

    private static Event declined(DeclineReason reason) {
        return new Event.PaymentDeclined(RESERVATION, PAYMENT, AMOUNT, reason);
    }

    private static Event cancelled(long refunded) {
        return new Event.PaymentCancelled(RESERVATION, PAYMENT, refunded);
    }
}
