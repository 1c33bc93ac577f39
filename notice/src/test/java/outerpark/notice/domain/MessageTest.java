package outerpark.notice.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
import outerpark.contracts.events.Event.TokenRequested;

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
        assertThat(Message.about(new PaymentAwaitsCustomer(RESERVATION, PAYMENT, 50_000), Language.EN))
                .isEmpty();
        assertThat(Message.about(new RefundFailed(RESERVATION, PAYMENT, 50_000), Language.EN))
                .isEmpty();
    }

    @Test
    void inKoreanItSaysTheSame() {
        assertKorean(
                new PaymentApproved(RESERVATION, PAYMENT, 50_000),
                "예매 " + RESERVATION + "의 결제 50,000원이 승인되었습니다. 감사합니다.");
        assertKorean(
                new PaymentDeferred(RESERVATION, PAYMENT, 50_000, RETRY_AT),
                "지금은 예매 " + RESERVATION + "의 결제 50,000원을 처리할 수 없습니다. 좌석은 그대로 확보되어 있습니다. 잠시 후에 결제하시거나 기다려 주세요."
                        + " 2026년 11월 22일 14:06:07 (한국 시각) 이후에 자동으로 다시 시도합니다.");
        assertKorean(
                new PaymentCancelled(RESERVATION, PAYMENT, 50_000), "예매 " + RESERVATION + "의 결제가 취소되어 50,000원이 환불됩니다.");
    }

    @Test
    void bothLanguagesHaveTheSameWordsToSay() {
        Set<String> english = ResourceBundle.getBundle("outerpark.notice.domain.messages", Locale.ENGLISH)
                .keySet();
        Set<String> korean = ResourceBundle.getBundle("outerpark.notice.domain.messages", Locale.KOREAN)
                .keySet();
        assertThat(korean).isEqualTo(english).hasSizeGreaterThan(20);
    }

    @Test
    void theTokenStandsInItsLetterAlone() {
        TokenRequested requested = new TokenRequested(RESERVATION);
        for (Language language : Language.values()) {
            Message message = Message.about(requested, language).orElseThrow();
            assertThat(message.text()).doesNotContain("the-token");
            assertThat(Letter.about(requested, message, null, "the-token", language)
                            .body())
                    .contains("the-token", RESERVATION.toString());
            OfReservation approved = new PaymentApproved(RESERVATION, PAYMENT, 50_000);
            Message other = Message.about(approved, language).orElseThrow();
            assertThat(Letter.about(approved, other, null, "the-token", language)
                            .body())
                    .doesNotContain("the-token")
                    .contains(other.text());
        }
    }

    @Test
    void aLetterGreetsByNameIfThereIsOne() {
        OfReservation event = new PaymentApproved(RESERVATION, PAYMENT, 50_000);
        assertThat(letter(event, "Minji", Language.EN).body()).startsWith("Hello Minji,\n\nYour payment");
        assertThat(letter(event, null, Language.EN).body()).startsWith("Hello,\n\nYour payment");
        assertThat(letter(event, "김민지", Language.KO).body()).startsWith("김민지님, 안녕하세요.\n\n예매");
        assertThat(letter(event, null, Language.KO).body()).startsWith("안녕하세요.\n\n예매");
        for (String noName : List.of("%s %n", "see https://evil.example", "a.b", "x".repeat(41), "Kim, you won")) {
            assertThat(letter(event, noName, Language.EN).body()).startsWith("Hello,\n\n");
        }
    }

    private static Letter letter(OfReservation event, @Nullable String name, Language language) {
        return Letter.about(event, Message.about(event, language).orElseThrow(), name, "token", language);
    }

    private static void assertKorean(OfReservation event, String text) {
        assertThat(Message.about(event, Language.KO).orElseThrow().text()).isEqualTo(text);
    }

    private static void assertTold(OfReservation event, NoticeKind kind, String text) {
        assertThat(Message.about(event, Language.EN)).isEqualTo(Optional.of(new Message(kind, text)));
    }

    private static String textOf(OfReservation event) {
        return Message.about(event, Language.EN).orElseThrow().text();
    }
}
