package outerpark.notice.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import outerpark.contracts.events.Event.DeclineReason;
import outerpark.contracts.events.Event.NoticeKind;
import outerpark.contracts.events.Event.OfReservation;
import outerpark.contracts.events.Event.PaymentApproved;
import outerpark.contracts.events.Event.PaymentAwaitsCustomer;
import outerpark.contracts.events.Event.PaymentCancelled;
import outerpark.contracts.events.Event.PaymentDeclined;
import outerpark.contracts.events.Event.PaymentDeferred;
import outerpark.contracts.events.Event.RefundFailed;

final class MessageTest {

    private static final UUID RESERVATION = UUID.fromString("01939f3a-7c00-7000-8000-000000000001");
    private static final UUID PAYMENT = UUID.fromString("01939f3a-7c00-7000-8000-000000000002");
    private static final Instant RETRY_AT = Instant.parse("2026-11-22T05:06:07.890Z");

    @Test
    void anApprovedPaymentIsToldWithItsAmount() {
        assertTold(
                new PaymentApproved(RESERVATION, PAYMENT, 50_000),
                NoticeKind.PAYMENT_APPROVED,
                "Your payment of 50,000 KRW for reservation " + RESERVATION + " is approved. Thank you.");
    }

    @Test
    void aFreeShowIsNotCalledAPayment() {
        assertTold(
                new PaymentApproved(RESERVATION, PAYMENT, 0),
                NoticeKind.PAYMENT_APPROVED,
                "Reservation " + RESERVATION + " is free of charge: there is nothing to pay.");
    }

    @Test
    void aDeferredPaymentAsksToPayLaterAndSaysWhenItIsTriedAgain() {
        assertTold(
                new PaymentDeferred(RESERVATION, PAYMENT, 1_234_567, RETRY_AT),
                NoticeKind.PAYMENT_DEFERRED,
                "Your payment of 1,234,567 KRW for reservation " + RESERVATION
                        + " cannot be taken at the moment; your seats are kept."
                        + " Please pay a little later, or wait: we try again by ourselves after"
                        + " 2026-11-22 05:06:07 UTC.");
    }

    @Test
    void aRefusedPaymentReadsDifferentlyFromOneThatDidNotCome() {
        assertTold(
                new PaymentDeclined(RESERVATION, PAYMENT, 999, DeclineReason.REFUSED),
                NoticeKind.PAYMENT_DECLINED,
                "Your payment of 999 KRW for reservation " + RESERVATION
                        + " was refused, so the reservation is cancelled.");
        assertTold(
                new PaymentDeclined(RESERVATION, PAYMENT, 999, DeclineReason.UNPAID),
                NoticeKind.PAYMENT_DECLINED,
                "Your payment of 999 KRW for reservation " + RESERVATION
                        + " did not arrive in time, so the reservation is cancelled.");
    }

    @Test
    void aCancelledPaymentSaysWhatIsRefundedIfAnythingIs() {
        assertTold(
                new PaymentCancelled(RESERVATION, PAYMENT, 50_000),
                NoticeKind.PAYMENT_CANCELLED,
                "The payment for reservation " + RESERVATION + " is cancelled and 50,000 KRW are refunded.");
        assertTold(
                new PaymentCancelled(RESERVATION, PAYMENT, 0),
                NoticeKind.PAYMENT_CANCELLED,
                "The payment for reservation " + RESERVATION
                        + " is cancelled. You were not charged, so there is nothing to refund.");
    }

    @Test
    void noMessageNamesAnAmountOfNothing() {
        assertThat(textOf(new PaymentDeferred(RESERVATION, PAYMENT, 0, RETRY_AT)))
                .startsWith("Your payment for reservation");
        assertThat(textOf(new PaymentDeclined(RESERVATION, PAYMENT, 0, DeclineReason.REFUSED)))
                .startsWith("Your payment for reservation");
        assertThat(textOf(new PaymentDeclined(RESERVATION, PAYMENT, 0, DeclineReason.UNPAID)))
                .startsWith("Your payment for reservation");
    }

    @Test
    void aWaitingPaymentAndARefundUnderWayAreNoNews() {
        assertThat(Message.about(new PaymentAwaitsCustomer(RESERVATION, PAYMENT, 50_000)))
                .isEmpty();
        assertThat(Message.about(new RefundFailed(RESERVATION, PAYMENT, 50_000)))
                .isEmpty();
    }

    private static void assertTold(OfReservation event, NoticeKind kind, String text) {
        assertThat(Message.about(event)).isEqualTo(Optional.of(new Message(kind, text)));
    }

    private static String textOf(OfReservation event) {
        return Message.about(event).orElseThrow().text();
    }
}
