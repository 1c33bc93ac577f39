package outerpark.customercenter.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.CancelReason;
import outerpark.contracts.events.Event.DeclineReason;
import outerpark.contracts.events.Event.NoticeKind;
import outerpark.contracts.events.Event.OfReservation;

final class SentenceTest {

    private static final UUID ID = UUID.fromString("01939f3a-7c00-7000-8000-000000000001");
    private static final Instant AT = Instant.parse("2026-11-22T05:06:07.890Z");

    @ParameterizedTest(name = "{1}")
    @MethodSource("sentences")
    void eachEventIsOneSentenceThatAlsoReadsRightForNothingAndForOne(OfReservation event, String sentence) {
        assertThat(Sentence.about(event)).isEqualTo(sentence);
    }

    static Stream<Arguments> sentences() {
        return Stream.of(
                arguments(
                        new Event.ReservationPlaced(ID, ID, 7, 1_000, 1_234_567, AT, null, null, null),
                        "1,000 seats were reserved for 1,234,567 KRW, to be paid by 2026-11-22 05:06:07 UTC."),
                arguments(
                        new Event.ReservationPlaced(
                                ID, ID, 7, 1, 50_000, AT.plusSeconds(900), AT.plusSeconds(10), null, null),
                        "1 seat was reserved for 50,000 KRW, to be paid by 2026-11-22 05:21:07 UTC. Payments take"
                                + " longer at the moment: please pay after 2026-11-22 05:06:17 UTC."),
                arguments(
                        new Event.ReservationPlaced(ID, ID, 7, 1, 0, AT, null, null, null),
                        "1 seat was reserved, free of charge."),
                arguments(new Event.ReservationConfirmed(ID), "The reservation is confirmed."),
                arguments(cancelled(CancelReason.CUSTOMER), "The reservation was cancelled on request."),
                arguments(
                        cancelled(CancelReason.PAYMENT_DECLINED),
                        "The reservation was cancelled because its payment was declined."),
                arguments(
                        cancelled(CancelReason.UNPAID),
                        "The reservation was cancelled because it was not paid in time."),
                arguments(new Event.PaymentDue(ID), "The time to pay has run out."),
                arguments(new Event.PaymentApproved(ID, ID, 50_000), "The payment of 50,000 KRW was approved."),
                arguments(new Event.PaymentApproved(ID, ID, 0), "There was nothing to pay."),
                arguments(
                        new Event.PaymentAwaitsCustomer(ID, ID, 50_000),
                        "The payment of 50,000 KRW waits for the customer to complete the checkout."),
                arguments(
                        new Event.PaymentDeferred(ID, ID, 50_000, AT),
                        "The payment of 50,000 KRW could not be taken; it is tried again after"
                                + " 2026-11-22 05:06:07 UTC."),
                arguments(
                        new Event.PaymentDeclined(ID, ID, 50_000, DeclineReason.REFUSED),
                        "The payment of 50,000 KRW was refused."),
                arguments(
                        new Event.PaymentDeclined(ID, ID, 0, DeclineReason.UNPAID),
                        "The payment did not arrive in time."),
                arguments(
                        new Event.PaymentCancelled(ID, ID, 50_000),
                        "The payment was cancelled; 50,000 KRW were refunded."),
                arguments(
                        new Event.PaymentCancelled(ID, ID, 0),
                        "The payment was cancelled; there was nothing to refund."),
                arguments(
                        new Event.RefundFailed(ID, ID, 50_000),
                        "The refund of 50,000 KRW did not go through; it is tried again."),
                arguments(new Event.SeatsReleased(ID, 7, 1), "1 seat can be reserved again."),
                arguments(new Event.SeatsReleased(ID, 7, 2), "2 seats can be reserved again."),
                arguments(
                        new Event.NoticeSent(ID, ID, NoticeKind.PAYMENT_DEFERRED, "APP"),
                        "A message about the deferred payment was sent (APP)."));
    }

    private static Event.ReservationCancelled cancelled(CancelReason reason) {
        return new Event.ReservationCancelled(ID, ID, 7, 2, 50_000, reason);
    }
}
