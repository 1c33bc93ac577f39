package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import outerpark.acceptance.BoxOffice.Booked;

/** Reservations are taken whatever the payment provider does; payment follows, late if need be, and to one end. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class PaymentTest {

    private static final long PRICE = 50_000;

    private final BoxOffice office;

    PaymentTest(SystemUnderTest system) {
        office = new BoxOffice(system);
    }

    @Test
    void aFreeShowIsApprovedWhateverTheProviderDoes() {
        try (Sandbox sandbox = Sandbox.turned(office, "{\"down\": true}")) {
            Booked booked = office.reserve(office.musical(10, 0), 2);
            office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
            office.awaitNotices(booked, "PAYMENT_APPROVED");
            office.cancel(booked);
            office.awaitEverywhere(booked, "CANCELLED", "CANCELLED");
            sandbox.atRest();
        }
    }

    @Test
    void aDeclinedPaymentCancelsTheReservationAndGivesItsSeatsBack() {
        try (Sandbox sandbox = Sandbox.turned(office, "{\"declineRate\": 1}")) {
            long musical = office.musical(10, PRICE);
            Booked booked = office.reserve(musical, 2);
            office.awaitEverywhere(booked, "CANCELLED", "DECLINED");
            assertThat(office.reservation(booked).path("reason").asText()).isEqualTo("PAYMENT_DECLINED");
            office.awaitReservable(musical, 10);
            office.awaitNotices(booked, "PAYMENT_DECLINED");
            assertThat(office.history(booked))
                    .containsSubsequence("ReservationPlaced", "PaymentDeclined", "ReservationCancelled");
            office.pay(booked).problem(409, "not-payable");
            assertThat(office.cancel(booked).path("reason").asText()).isEqualTo("PAYMENT_DECLINED");
            sandbox.atRest();
        }
    }

    @Test
    void whileTheProviderIsDownReservationsAreTakenAndPaidByThemselvesLater() {
        try (Sandbox sandbox = Sandbox.turned(office, "{\"down\": true}")) {
            long musical = office.musical(100, PRICE);
            List<Booked> booked = Crowd.of(25, client -> office.reserve(musical, 1));
            for (Booked each : booked) {
                office.awaitEverywhere(each, "RESERVED", "DEFERRED");
                office.awaitNotices(each, "PAYMENT_DEFERRED");
            }
            assertThat(office.reservableSeat(musical)).isEqualTo(75);
            JsonNode provider = Sandbox.provider(office);
            assertThat(provider.path("name").asText()).isEqualTo("sandbox");
            BoxOffice.eventually()
                    .untilAsserted(() -> assertThat(
                                    Sandbox.provider(office).path("waiting").asLong())
                            .isGreaterThanOrEqualTo(25));

            sandbox.atRest();
            for (Booked each : booked) {
                office.awaitEverywhere(each, "CONFIRMED", "APPROVED");
                office.awaitNotices(each, "PAYMENT_DEFERRED", "PAYMENT_APPROVED");
            }
            assertThat(office.reservableSeat(musical)).isEqualTo(75);
        }
    }

    @Test
    void whileTheBreakerIsOpenWhoWantsToPayIsToldWhenToComeBack() {
        try (Sandbox sandbox = Sandbox.turned(office, "{\"down\": true}")) {
            long musical = office.musical(100, PRICE);
            List<Booked> booked = Crowd.of(40, client -> office.reserve(musical, 1));
            booked.forEach(each -> office.awaitPayment(each, "DEFERRED"));
            BoxOffice.eventually().untilAsserted(() -> {
                Answer answer = office.pay(booked.getFirst());
                answer.problem(503, "temporarily-unavailable");
                assertThat(answer.header("Retry-After"))
                        .hasValueSatisfying(
                                seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
            });
            sandbox.atRest();
            booked.forEach(each -> office.awaitPayment(each, "APPROVED"));
        }
    }

    @Test
    void aDeferredPaymentCanBePaidNow() {
        try (Sandbox sandbox = Sandbox.turned(office, "{\"down\": true}")) {
            Booked booked = office.reserve(office.musical(10, PRICE), 1);
            office.awaitPayment(booked, "DEFERRED");
            sandbox.atRest();
            BoxOffice.eventually()
                    .untilAsserted(() -> assertThat(office.pay(booked).status()).isEqualTo(202));
            office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
            assertThat(office.payment(booked).path("attempts").asInt()).isGreaterThanOrEqualTo(2);
            office.pay(booked).expect(202);
            assertThat(office.payment(booked).path("status").asText()).isEqualTo("APPROVED");
        }
    }

    @Test
    void aDeferredPaymentCanBeCancelledAndIsNeverTaken() {
        try (Sandbox sandbox = Sandbox.turned(office, "{\"down\": true}")) {
            long musical = office.musical(10, PRICE);
            Booked booked = office.reserve(musical, 1);
            office.awaitPayment(booked, "DEFERRED");
            office.cancel(booked);
            office.awaitReservable(musical, 10);
            sandbox.atRest();
            office.awaitEverywhere(booked, "CANCELLED", "CANCELLED");
            assertThat(office.history(booked)).doesNotContain("PaymentApproved", "ReservationConfirmed");
        }
    }

    @Test
    void aRefundThatFailsIsShownAndTriedUntilItSucceeds() {
        try (Sandbox sandbox = Sandbox.turned(office, "{}")) {
            long musical = office.musical(10, PRICE);
            Booked booked = office.reserve(musical, 1);
            office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
            sandbox.turn("{\"down\": true}");
            office.cancel(booked);
            office.awaitReservable(musical, 10);
            office.awaitPayment(booked, "REFUND_FAILED");
            BoxOffice.eventually().until(() -> office.history(booked).contains("RefundFailed"));
            assertThat(Sandbox.provider(office).path("refundsFailed").asLong()).isPositive();
            assertThat(Sandbox.provider(office).path("lastFailure").asText()).isEqualTo("the sandbox is down");
            JsonNode troubled = office.manager()
                    .get("/payments?status=REFUND_FAILED&size=200")
                    .expect(200)
                    .json();
            assertThat(troubled.path("items"))
                    .anySatisfy(payment -> {
                        assertThat(payment.path("reservationId").asText()).isEqualTo(booked.id());
                        assertThat(payment.path("note").asText()).isEqualTo("the sandbox is down");
                    })
                    .allSatisfy(payment ->
                            assertThat(payment.path("status").asText()).isEqualTo("REFUND_FAILED"));

            sandbox.atRest();
            office.awaitEverywhere(booked, "CANCELLED", "CANCELLED");
            assertThat(office.history(booked)).containsSubsequence("RefundFailed", "PaymentCancelled");
            office.awaitNotices(booked, "PAYMENT_APPROVED", "PAYMENT_CANCELLED");
        }
    }

    @Test
    void aProviderThatIsNotConfiguredHasNothingToSay() {
        office.guest().post("/payments/webhooks/toss", "{}").problem(404, "not-found");
        office.guest().post("/payments/webhooks/sandbox", "{}").expect(200);
    }

    @Test
    void onlyTheManagerSeesAllPaymentsInTrouble() {
        office.guest().get("/payments?status=DEFERRED").problem(401, "unauthenticated");
        office.manager().get("/payments?status=APPROVED").violates("status");
        office.manager().get("/payments?status=DEFERRED&size=201").violates("size");
        office.manager().get("/payments").violates("reservationId");
        assertThat(office.manager()
                        .get("/payments?status=DEFERRED")
                        .expect(200)
                        .json()
                        .path("total")
                        .asLong(-1))
                .isNotNegative();
    }

    @Test
    void whoPaysByCheckoutPaysWithItsKey() {
        long musical = office.musical(10, PRICE);
        Booked booked = office.reserveBy("CHECKOUT", musical);
        office.awaitEverywhere(booked, "RESERVED", "AWAITING_CUSTOMER");
        JsonNode checkout = office.payment(booked).path("checkout");
        String key = checkout.path("paymentKey").asText();
        assertThat(key).isNotBlank();

        office.pay(booked).violates("paymentKey");
        office.pay(booked, "another").violates("paymentKey");
        assertThat(office.payment(booked).path("status").asText()).isEqualTo("AWAITING_CUSTOMER");

        office.pay(booked, key).expect(202);
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        office.awaitNotices(booked, "PAYMENT_APPROVED");
        assertThat(office.payment(booked).has("checkout")).isFalse();
        office.pay(booked, key).expect(202);
        assertThat(office.history(booked).stream().filter("PaymentApproved"::equals))
                .hasSize(1);
    }

    @Test
    void aCheckoutThatIsCancelledCannotBePaid() {
        long musical = office.musical(10, PRICE);
        Booked booked = office.reserveBy("CHECKOUT", musical);
        office.awaitPayment(booked, "AWAITING_CUSTOMER");
        String key = office.payment(booked).path("checkout").path("paymentKey").asText();
        office.cancel(booked);
        office.awaitEverywhere(booked, "CANCELLED", "CANCELLED");
        office.pay(booked, key).problem(409, "not-payable");
        office.awaitReservable(musical, 10);
        office.awaitNotices(booked, "PAYMENT_CANCELLED");
    }

    @Test
    void cancelledWhileTheProviderIsBeingAskedNothingIsKept() {
        try (Sandbox sandbox = Sandbox.turned(office, "{\"latencyMs\": 1500}")) {
            long musical = office.musical(10, PRICE);
            Booked booked = office.reserve(musical, 2);
            office.awaitPayment(booked, "PENDING");
            office.cancel(booked);
            sandbox.atRest();
            office.awaitEverywhere(booked, "CANCELLED", "CANCELLED");
            office.awaitReservable(musical, 10);
            assertThat(office.history(booked)).doesNotContain("ReservationConfirmed");
            office.awaitNotices(booked, "PAYMENT_CANCELLED");
        }
    }

    @Test
    void aProviderThatAnswersTooLateIsAskedAgainAndTakesTheMoneyOnce() {
        try (Sandbox sandbox = Sandbox.turned(office, "{\"latencyMs\": 10000}")) {
            Booked booked = office.reserve(office.musical(10, PRICE), 1);
            office.awaitPayment(booked, "DEFERRED");
            sandbox.atRest();
            office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
            assertThat(office.history(booked).stream().filter("PaymentApproved"::equals))
                    .hasSize(1);
        }
    }

    @Test
    void aProviderThatFailsHalfTheTimeStillEndsEveryPayment() {
        try (Sandbox sandbox = Sandbox.turned(office, "{\"errorRate\": 0.3}")) {
            long musical = office.musical(100, PRICE);
            List<Booked> booked = Crowd.of(20, client -> office.reserve(musical, 1));
            booked.subList(0, 10).forEach(office::cancel);
            booked.subList(0, 10).forEach(each -> office.awaitEverywhere(each, "CANCELLED", "CANCELLED"));
            booked.subList(10, 20).forEach(each -> office.awaitEverywhere(each, "CONFIRMED", "APPROVED"));
            office.awaitReservable(musical, 90);
            sandbox.atRest();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "latencyMs | -1",
                "latencyMs | 60001",
                "latencyMs | \"slow\"",
                "declineRate | 1.1",
                "declineRate | -0.1",
                "declineRate | \"NaN\"",
                "errorRate | 2",
                "errorRate | \"x\"",
                "down | \"perhaps\"",
            })
    void theDialHasItsLimits(String field, String value) {
        office.manager()
                .put("/payments/sandbox", "{\"%s\": %s}".formatted(field, value))
                .violates(field);
        JsonNode dial = office.manager().get("/payments/sandbox").expect(200).json();
        assertThat(dial.path("latencyMs").asInt(-1)).isZero();
        assertThat(dial.path("declineRate").asDouble(-1)).isZero();
        assertThat(dial.path("errorRate").asDouble(-1)).isZero();
        assertThat(dial.path("down").asBoolean(true)).isFalse();
    }

    @Test
    void theDialStandsAsItWasTurned() {
        try (Sandbox sandbox = Sandbox.turned(office, "{\"latencyMs\": \"20\", \"errorRate\": 0.25}")) {
            JsonNode dial =
                    office.manager().get("/payments/sandbox").expect(200).json();
            assertThat(dial.path("latencyMs").asInt()).isEqualTo(20);
            assertThat(dial.path("errorRate").asDouble()).isEqualTo(0.25);
            sandbox.atRest();
        }
    }
}
