package outerpark.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import outerpark.acceptance.BoxOffice.Booked;

/** The product with Toss Payments as its provider, which is played by its documented answers. */
class TossTest {

    private static final long PRICE = 15_000;
    private static final String WEBHOOKS = "/payments/webhooks/toss";
    private static final WireMockServer TOSS =
            new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));

    private static Standalone system;
    private static BoxOffice office;

    @BeforeAll
    static void start() {
        TOSS.start();
        system = Standalone.started(Map.of(
                "OUTERPARK_PAYMENT_PROVIDER", "toss",
                "OUTERPARK_PAYMENT_TOSS_BASE_URL", "http://127.0.0.1:" + TOSS.port(),
                "OUTERPARK_PAYMENT_TOSS_SECRET_KEY", "test_sk_1",
                "OUTERPARK_PAYMENT_TOSS_CLIENT_KEY", "test_ck_1",
                "OUTERPARK_PAYMENT_TOSS_SECURITY_KEY", "0123456789abcdef",
                "OUTERPARK_PAYMENT_CALL_TIMEOUT", "1s",
                "OUTERPARK_PAYMENT_RETRY_LONGEST", "1s"));
        office = new BoxOffice(system);
    }

    @AfterAll
    static void stop() {
        system.close();
        TOSS.stop();
    }

    /** An order, and the key that Toss's checkout gave the customer. */
    private record Order(Booked booked, String orderId, String paymentKey) {

        static Order placed(long musical) {
            Booked booked = office.reserve(musical, 1);
            office.awaitEverywhere(booked, "RESERVED", "AWAITING_CUSTOMER");
            JsonNode checkout = office.payment(booked).path("checkout");
            assertThat(checkout.path("provider").asText()).isEqualTo("toss");
            assertThat(checkout.path("clientKey").asText()).isEqualTo("test_ck_1");
            assertThat(checkout.path("amount").asText()).isEqualTo(Long.toString(PRICE));
            return new Order(booked, checkout.path("orderId").asText(), "key" + UUID.randomUUID());
        }

        ResponseDefinitionBuilder answer(String status) {
            return aResponse().withHeader("Content-Type", "application/json").withBody("""
                    {"version": "2022-11-16", "paymentKey": "%s", "orderId": "%s", "status": "%s", "currency": "KRW",
                     "totalAmount": %d, "balanceAmount": %d, "failure": null}
                    """.formatted(
                            paymentKey, orderId, status, PRICE, status.equals("CANCELED") ? 0 : PRICE));
        }

        void confirmedWith(ResponseDefinitionBuilder answer) {
            TOSS.stubFor(post("/v1/payments/confirm")
                    .withRequestBody(matchingJsonPath("$[?(@.orderId == '" + orderId + "')]"))
                    .willReturn(answer));
        }

        void is(String status) {
            TOSS.stubFor(get("/v1/payments/" + paymentKey).willReturn(answer(status)));
            TOSS.stubFor(get("/v1/payments/orders/" + orderId).willReturn(answer(status)));
        }

        String webhook(String status) {
            return """
                    {"eventType": "PAYMENT_STATUS_CHANGED", "createdAt": "2026-11-30T00:00:00.000000",
                     "data": {"paymentKey": "%s", "orderId": "%s", "status": "%s"}}
                    """.formatted(paymentKey, orderId, status);
        }

        int confirmations() {
            return TOSS.findAll(postRequestedFor(urlEqualTo("/v1/payments/confirm"))
                            .withRequestBody(matchingJsonPath("$[?(@.orderId == '" + orderId + "')]")))
                    .size();
        }
    }

    private static ResponseDefinitionBuilder refusal(int status, String code) {
        return aResponse().withStatus(status).withBody("""
                {"code": "%s", "message": "a message"}""".formatted(code));
    }

    @Test
    void aCustomerPaysAtTheCheckoutWithASecondCardAndIsRefundedWhenTheyCancel() {
        long musical = office.musical(10, PRICE);
        Order order = Order.placed(musical);
        office.pay(order.booked(), "no key!").violates("paymentKey");

        order.confirmedWith(refusal(403, "REJECT_CARD_PAYMENT"));
        office.pay(order.booked(), "refused-card").expect(202);
        BoxOffice.eventually()
                .untilAsserted(() -> assertThat(office.payment(order.booked())
                                .path("checkout")
                                .path("refused")
                                .asText())
                        .startsWith("REJECT_CARD_PAYMENT"));

        order.confirmedWith(order.answer("DONE"));
        office.pay(order.booked(), order.paymentKey()).expect(202);
        office.awaitEverywhere(order.booked(), "CONFIRMED", "APPROVED");
        assertThat(office.payment(order.booked()).path("note").asText()).isEqualTo(order.paymentKey());

        order.is("DONE");
        TOSS.stubFor(post("/v1/payments/" + order.paymentKey() + "/cancel").willReturn(order.answer("CANCELED")));
        office.cancel(order.booked());
        office.awaitEverywhere(order.booked(), "CANCELLED", "CANCELLED");
        office.awaitReservable(musical, 10);
        office.awaitNotices(order.booked(), "PAYMENT_APPROVED", "PAYMENT_CANCELLED");
    }

    @Test
    void whoDoesNotComeBackFromTheCheckoutIsConfirmedByTheWebhookOnceHoweverItsWebhooksCome() {
        Order order = Order.placed(office.musical(10, PRICE));
        order.confirmedWith(order.answer("DONE"));
        for (String status : List.of("IN_PROGRESS", "IN_PROGRESS", "READY")) {
            office.guest().post(WEBHOOKS, order.webhook(status)).expect(200);
        }
        office.awaitEverywhere(order.booked(), "CONFIRMED", "APPROVED");
        for (String status : List.of("DONE", "IN_PROGRESS", "DONE", "EXPIRED", "ABORTED")) {
            office.guest().post(WEBHOOKS, order.webhook(status)).expect(200);
        }
        office.awaitEverywhere(order.booked(), "CONFIRMED", "APPROVED");
        assertThat(order.confirmations()).isEqualTo(1);
        assertThat(office.history(order.booked()).stream().filter("PaymentApproved"::equals))
                .hasSize(1);
    }

    @Test
    void anAnswerThatComesTooLateIsAskedForAgainAndTheMoneyTakenOnce() {
        Order order = Order.placed(office.musical(10, PRICE));
        String scenario = "late " + order.orderId();
        TOSS.stubFor(post("/v1/payments/confirm")
                .withRequestBody(matchingJsonPath("$[?(@.orderId == '" + order.orderId() + "')]"))
                .inScenario(scenario)
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("taken")
                .willReturn(order.answer("DONE").withFixedDelay(5_000)));
        TOSS.stubFor(post("/v1/payments/confirm")
                .withRequestBody(matchingJsonPath("$[?(@.orderId == '" + order.orderId() + "')]"))
                .inScenario(scenario)
                .whenScenarioStateIs("taken")
                .willReturn(refusal(400, "ALREADY_PROCESSED_PAYMENT")));
        order.is("DONE");
        office.pay(order.booked(), order.paymentKey()).expect(202);
        office.awaitEverywhere(order.booked(), "CONFIRMED", "APPROVED");
        assertThat(office.history(order.booked())).containsSubsequence("PaymentDeferred", "PaymentApproved");
    }

    @Test
    void wrongKeysOfTheMerchantDeclineNobody() {
        Order order = Order.placed(office.musical(10, PRICE));
        order.confirmedWith(refusal(401, "UNAUTHORIZED_KEY"));
        office.pay(order.booked(), order.paymentKey()).expect(202);
        office.awaitPayment(order.booked(), "DEFERRED");
        assertThat(office.manager()
                        .get("/payments/provider")
                        .expect(200)
                        .json()
                        .path("lastFailure")
                        .asText())
                .contains("UNAUTHORIZED_KEY");
        order.confirmedWith(order.answer("DONE"));
        office.awaitEverywhere(order.booked(), "CONFIRMED", "APPROVED");
    }

    @Test
    void whatIsNotOfTossIsRefused() {
        Order order = Order.placed(office.musical(10, PRICE));
        office.guest()
                .with("tosspayments-webhook-signature", "v1:d3Jvbmc=")
                .with("tosspayments-webhook-transmission-time", "2026-11-30T00:00:00+09:00")
                .post(WEBHOOKS, order.webhook("DONE"))
                .problem(401, "unauthenticated");
        office.guest().post(WEBHOOKS, "[]").problem(400, "invalid-request");
        office.guest()
                .post(WEBHOOKS, "{\"data\": {\"orderId\": \"another shop's\"}}")
                .expect(200);
        office.guest().post("/payments/webhooks/sandbox", "{}").problem(404, "not-found");
        office.manager().get("/payments/sandbox").problem(404, "not-found");
        assertThat(office.payment(order.booked()).path("status").asText()).isEqualTo("AWAITING_CUSTOMER");
    }

    @Test
    void withoutTheMerchantsKeysItDoesNotStartAndSaysWhich() {
        try (Standalone without = Standalone.fresh(Map.of("OUTERPARK_PAYMENT_PROVIDER", "toss"))) {
            without.begin().refusesToStart(1, "outerpark.payment.toss.secret-key");
        }
    }

    @Test
    void aProviderThatDoesNotExistIsNamed() {
        try (Standalone without = Standalone.fresh(Map.of("OUTERPARK_PAYMENT_PROVIDER", "tosss"))) {
            without.begin().refusesToStart(1, "outerpark.payment.provider=tosss");
        }
    }
}
