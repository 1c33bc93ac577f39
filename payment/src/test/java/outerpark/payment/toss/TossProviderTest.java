package outerpark.payment.toss;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.payment.domain.PaymentProvider.Approved;
import outerpark.payment.domain.PaymentProvider.AwaitsCustomer;
import outerpark.payment.domain.PaymentProvider.Charge;
import outerpark.payment.domain.PaymentProvider.ChargeResult;
import outerpark.payment.domain.PaymentProvider.Declined;

/** The requests, answers and error codes are those of https://docs.tosspayments.com/reference (API of 2022-11-16). */
class TossProviderTest {

    private static final UUID ID = UUID.fromString("01939f3a-7c00-7000-8000-000000000001");
    private static final String KEY = "5zJ4xY7m0kODnyRpQWGrN2xqGlNvLrKwv1M9ENjbeoPaZdL6";
    private static final long AMOUNT = 15_000;
    private static final String CONFIRM = "/v1/payments/confirm";
    private static final String CANCEL = "/v1/payments/" + KEY + "/cancel";
    private static final String BY_KEY = "/v1/payments/" + KEY;
    private static final String BY_ORDER = "/v1/payments/orders/" + ID;
    private static final Map<String, String> CHECKOUT = Map.of(
            "provider", "toss",
            "clientKey", "test_ck_1",
            "orderId", ID.toString(),
            "orderName", "Musical tickets",
            "amount", "15000",
            "currency", "KRW");

    /** {@code test_sk_1} and a colon, in Base64. */
    private static final String AUTHORIZATION = "Basic dGVzdF9za18xOg==";

    @RegisterExtension
    static final WireMockExtension TOSS = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort())
            .build();

    private TossProvider provider;

    TossProviderTest() {
        provider = new TossProvider(config(URI.create("http://localhost:1")), new ObjectMapper());
    }

    @BeforeEach
    void connect() {
        provider = new TossProvider(config(URI.create(TOSS.baseUrl() + "/")), new ObjectMapper());
    }

    record Config(
            URI baseUrl,
            Optional<String> secretKey,
            Optional<String> clientKey,
            Optional<String> securityKey,
            String orderName)
            implements TossConfig {}

    private static TossConfig config(URI base) {
        return new Config(
                base, Optional.of("test_sk_1"), Optional.of("test_ck_1"), Optional.empty(), "Musical tickets");
    }

    @Test
    void withoutAKeyTheCustomerIsSentToTheCheckoutAndTossIsNotAsked() {
        assertThat(charge(null)).isEqualTo(new AwaitsCustomer(CHECKOUT));
        TOSS.verify(0, postRequestedFor(urlEqualTo(CONFIRM)));
    }

    @Test
    void withAKeyThePaymentIsConfirmed() {
        TOSS.stubFor(post(CONFIRM).willReturn(payment("DONE")));

        assertThat(charge(KEY)).isEqualTo(new Approved(KEY));
        TOSS.verify(
                1,
                postRequestedFor(urlEqualTo(CONFIRM))
                        .withHeader("Authorization", equalTo(AUTHORIZATION))
                        .withHeader("Content-Type", equalTo("application/json"))
                        .withHeader("Idempotency-Key", equalTo("confirm-" + KEY + "-1"))
                        .withRequestBody(equalToJson("""
                                {"paymentKey": "%s", "orderId": "%s", "amount": 15000}""".formatted(KEY, ID))));
    }

    @Test
    void askedAgainItSendsTheSameIdempotencyKey() {
        TOSS.stubFor(post(CONFIRM).willReturn(payment("DONE")));
        charge(KEY);
        charge(KEY);
        assertThat(TOSS.findAll(postRequestedFor(urlEqualTo(CONFIRM))))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(request ->
                        assertThat(request.getHeader("Idempotency-Key")).isEqualTo("confirm-" + KEY + "-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_REJECT_CARD",
        "400, INVALID_STOPPED_CARD",
        "400, INVALID_CARD_EXPIRATION",
        "400, INVALID_CARD_LOST_OR_STOLEN",
        "400, EXCEED_MAX_DAILY_PAYMENT_COUNT",
        "400, BELOW_MINIMUM_AMOUNT",
        "400, INVALID_REQUEST",
        "400, UNAPPROVED_ORDER_ID",
        "403, REJECT_ACCOUNT_PAYMENT",
        "403, REJECT_CARD_PAYMENT",
        "403, REJECT_CARD_COMPANY",
        "403, EXCEED_MAX_AUTH_COUNT",
        "403, INVALID_PASSWORD",
        "403, FDS_ERROR",
        "404, NOT_FOUND_PAYMENT",
        "404, NOT_FOUND_PAYMENT_SESSION",
        "400, SOMETHING_NEW"
    })
    void whoIsRefusedMayTryAgainAtTheCheckout(int status, String code) {
        TOSS.stubFor(post(CONFIRM).willReturn(error(status, code)));

        assertThat(charge(KEY)).isInstanceOfSatisfying(AwaitsCustomer.class, again -> {
            assertThat(again.checkout()).containsAllEntriesOf(CHECKOUT);
            assertThat(again.checkout().get("refused")).contains(code, "a message");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "400, PROVIDER_ERROR",
        "400, CARD_PROCESSING_ERROR",
        "400, INVALID_API_KEY",
        "400, NOT_REGISTERED_BUSINESS",
        "401, UNAUTHORIZED_KEY",
        "403, INCORRECT_BASIC_AUTH_FORMAT",
        "429, TOO_MANY_REQUESTS"
    })
    void whatIsNotTheCustomersFaultIsNoAnswer(int status, String code) {
        TOSS.stubFor(post(CONFIRM).willReturn(error(status, code)));

        assertThatThrownBy(() -> charge(KEY)).hasMessageContaining(code);
    }

    @ParameterizedTest
    @CsvSource({
        "400, ALREADY_PROCESSED_PAYMENT",
        "409, IDEMPOTENT_REQUEST_PROCESSING",
        "500, FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING",
        "500, FAILED_INTERNAL_SYSTEM_PROCESSING",
        "500, UNKNOWN_PAYMENT_ERROR",
        "502, ''"
    })
    void whatAnAnswerLeavesOpenThePaymentAtTossDecides(int status, String code) {
        TOSS.stubFor(post(CONFIRM).willReturn(error(status, code)));

        TOSS.stubFor(get(BY_KEY).willReturn(payment("DONE")));
        assertThat(charge(KEY)).isEqualTo(new Approved(KEY));
        TOSS.stubFor(get(BY_KEY).willReturn(payment("ABORTED")));
        assertThat(charge(KEY)).isInstanceOf(AwaitsCustomer.class);
        TOSS.stubFor(get(BY_KEY).willReturn(payment("EXPIRED")));
        assertThat(charge(KEY)).isInstanceOf(AwaitsCustomer.class);
        TOSS.stubFor(get(BY_KEY).willReturn(payment("CANCELED")));
        assertThat(charge(KEY)).isInstanceOf(Declined.class);
        TOSS.stubFor(get(BY_KEY).willReturn(payment("IN_PROGRESS")));
        assertThatThrownBy(() -> charge(KEY)).hasMessageContaining(Integer.toString(status));
        TOSS.stubFor(get(BY_KEY).willReturn(error(500, "UNKNOWN_PAYMENT_ERROR")));
        assertThatThrownBy(() -> charge(KEY)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void theNextAttemptHasAnotherKeyForTossKeepsItsAnswers() {
        TOSS.stubFor(post(CONFIRM).willReturn(error(400, "PROVIDER_ERROR")));
        TOSS.stubFor(post(CONFIRM)
                .withHeader("Idempotency-Key", equalTo("confirm-" + KEY + "-2"))
                .willReturn(payment("DONE")));
        assertThatThrownBy(() -> charge(KEY)).hasMessageContaining("PROVIDER_ERROR");
        assertThat(provider.charge(new Charge(ID, AMOUNT, "CARD", KEY), 2)).isEqualTo(new Approved(KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "가", "a b", "a\n", "a\u0000", "../a"})
    void whatIsNoKeyIsNotEvenSent(String key) {
        assertThat(charge(key)).isInstanceOf(AwaitsCustomer.class);
        TOSS.verify(0, postRequestedFor(urlEqualTo(CONFIRM)));
    }

    @Test
    void whatWasGivenBackInPartByHandIsGivenBackInFullAndDeclined() {
        TOSS.stubFor(post(CONFIRM).willReturn(error(400, "ALREADY_PROCESSED_PAYMENT")));
        TOSS.stubFor(get(BY_KEY).willReturn(payment("PARTIAL_CANCELED")));
        TOSS.stubFor(post(CANCEL).willReturn(payment("CANCELED")));

        assertThat(charge(KEY)).isInstanceOf(Declined.class);
        TOSS.verify(1, postRequestedFor(urlEqualTo(CANCEL)));
    }

    @Test
    void ofATransferThatNeverCameNothingIsGivenBack() {
        TOSS.stubFor(get(BY_ORDER).willReturn(payment("WAITING_FOR_DEPOSIT")));
        TOSS.stubFor(post(CANCEL).willReturn(payment("CANCELED")));

        assertThat(provider.giveBack(ID, 0, 1)).isZero();
        TOSS.verify(1, postRequestedFor(urlEqualTo(CANCEL)));
    }

    @Test
    void aRefusalThatTossHasKeptIsTold() {
        TOSS.stubFor(post(CONFIRM).willReturn(error(500, "UNKNOWN_PAYMENT_ERROR")));
        TOSS.stubFor(get(BY_KEY).willReturn(ok(paymentJson("ABORTED", AMOUNT, """
                {"code": "REJECT_CARD_COMPANY", "message": "no"}"""))));

        assertThat(charge(KEY))
                .isInstanceOfSatisfying(
                        AwaitsCustomer.class,
                        again -> assertThat(again.checkout()).containsEntry("refused", "REJECT_CARD_COMPANY: no"));
    }

    @Test
    void aTransferOfOnesOwnIsNotAwaited() {
        TOSS.stubFor(post(CONFIRM).willReturn(payment("WAITING_FOR_DEPOSIT")));
        TOSS.stubFor(post(CANCEL).willReturn(payment("CANCELED")));

        assertThat(charge(KEY)).isInstanceOf(Declined.class);
        TOSS.verify(1, postRequestedFor(urlEqualTo(CANCEL)));
    }

    @Test
    void aKeyOfAnotherOrderPaysNothing() {
        TOSS.stubFor(post(CONFIRM).willReturn(error(400, "ALREADY_PROCESSED_PAYMENT")));
        TOSS.stubFor(
                get(BY_KEY).willReturn(ok(paymentJson("DONE", AMOUNT, "null").replace(ID.toString(), "other"))));

        assertThat(charge(KEY)).isInstanceOf(AwaitsCustomer.class);
    }

    @Test
    void anotherAmountThanWasAskedForIsNotTakenForAYes() {
        TOSS.stubFor(post(CONFIRM).willReturn(ok(paymentJson("DONE", AMOUNT - 1, "null"))));

        assertThatThrownBy(() -> charge(KEY)).hasMessageContaining("14999 KRW");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aBrokenConnectionIsNoAnswer(Fault fault) {
        TOSS.stubFor(post(CONFIRM).willReturn(aResponse().withFault(fault)));

        assertThatThrownBy(() -> charge(KEY)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "[]", "<html>", "{\"paymentKey\": \"k\", \"status\": \"NEW\"}"})
    void anAnswerOfAnotherFormIsNoAnswer(String body) {
        TOSS.stubFor(post(CONFIRM).willReturn(ok(body)));

        assertThatThrownBy(() -> charge(KEY)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void whoeverIsInterruptedWaitsNoLonger() throws InterruptedException {
        TOSS.stubFor(post(CONFIRM).willReturn(payment("DONE").withFixedDelay(60_000)));
        Thread caller = Thread.ofVirtual()
                .start(() -> assertThatThrownBy(() -> charge(KEY)).hasMessageContaining("in time"));
        await().until(() -> !TOSS.findAll(postRequestedFor(urlEqualTo(CONFIRM))).isEmpty()
                || caller.getState() == Thread.State.WAITING);
        caller.interrupt();
        assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void whatWasTakenIsGivenBack() {
        TOSS.stubFor(get(BY_ORDER).willReturn(payment("DONE")));
        TOSS.stubFor(post(CANCEL).willReturn(payment("CANCELED")));

        assertThat(provider.giveBack(ID, AMOUNT, 1)).isEqualTo(AMOUNT);
        TOSS.verify(
                1,
                postRequestedFor(urlEqualTo(CANCEL))
                        .withHeader("Authorization", equalTo(AUTHORIZATION))
                        .withHeader("Idempotency-Key", equalTo("cancel-" + KEY + "-1"))
                        .withRequestBody(equalToJson("""
                                {"cancelReason": "the reservation was cancelled"}""")));
    }

    @Test
    void whatTheManagerGaveBackInPartIsGivenBackInFull() {
        TOSS.stubFor(get(BY_ORDER).willReturn(payment("PARTIAL_CANCELED")));
        TOSS.stubFor(post(CANCEL).willReturn(payment("CANCELED")));

        assertThat(provider.giveBack(ID, AMOUNT, 1)).isEqualTo(AMOUNT);
    }

    @ParameterizedTest
    @CsvSource({"CANCELED, 15000", "ABORTED, 0", "EXPIRED, 0", "READY, 0"})
    void whatIsNotTakenIsNotGivenBackAgain(String status, long givenBack) {
        TOSS.stubFor(get(BY_ORDER).willReturn(payment(status)));

        assertThat(provider.giveBack(ID, AMOUNT, 1)).isEqualTo(givenBack);
        TOSS.verify(0, postRequestedFor(urlEqualTo(CANCEL)));
        TOSS.verify(1, getRequestedFor(urlEqualTo(BY_ORDER)));
    }

    @Test
    void whatTossHasNeverHeardOfIsNotTaken() {
        TOSS.stubFor(get(BY_ORDER).willReturn(error(404, "NOT_FOUND_PAYMENT")));

        assertThat(provider.giveBack(ID, 0, 1)).isZero();
    }

    @Test
    void asLongAsItMayStillBeTakenNothingIsSaidOfIt() {
        TOSS.stubFor(get(BY_ORDER).willReturn(payment("IN_PROGRESS")));

        assertThatThrownBy(() -> provider.giveBack(ID, 0, 1)).hasMessageContaining("not decided");
    }

    @ParameterizedTest
    @CsvSource({
        "400, ALREADY_CANCELED_PAYMENT",
        "409, IDEMPOTENT_REQUEST_PROCESSING",
        "500, FAILED_INTERNAL_SYSTEM_PROCESSING"
    })
    void whatIsGivenBackAlreadyIsLookedUp(int status, String code) {
        TOSS.stubFor(get(BY_ORDER).willReturn(payment("DONE")));
        TOSS.stubFor(post(CANCEL).willReturn(error(status, code)));
        TOSS.stubFor(get(BY_KEY).willReturn(payment("CANCELED")));

        assertThat(provider.giveBack(ID, AMOUNT, 1)).isEqualTo(AMOUNT);
    }

    @ParameterizedTest
    @CsvSource({
        "403, NOT_CANCELABLE_PAYMENT",
        "403, EXCEED_MAX_REFUND_DUE",
        "400, INVALID_REFUND_ACCOUNT_INFO",
        "500, FAILED_REFUND_PROCESS"
    })
    void aRefundThatIsRefusedSaysWhy(int status, String code) {
        TOSS.stubFor(get(BY_ORDER).willReturn(payment("DONE")));
        TOSS.stubFor(post(CANCEL).willReturn(error(status, code)));
        TOSS.stubFor(get(BY_KEY).willReturn(payment("DONE")));

        assertThatThrownBy(() -> provider.giveBack(ID, AMOUNT, 1)).hasMessageContaining(code);
    }

    @ParameterizedTest
    @CsvSource({"a-Key_1=, true", "'', false", "a/../b, false", "a b, false"})
    void aKeyIsOfItsForm(String key, boolean isOne) {
        assertThat(provider.isKeyOf(CHECKOUT, key)).isEqualTo(isOne);
    }

    @Test
    void withoutItsKeysItDoesNotStart() {
        TossConfig none = new Config(
                URI.create("http://localhost"), Optional.empty(), Optional.of("c"), Optional.empty(), "Tickets");
        assertThatThrownBy(() -> new TossProvider(none, new ObjectMapper()))
                .hasMessageContaining("outerpark.payment.toss.secret-key");
    }

    private ChargeResult charge(@Nullable String key) {
        return provider.charge(new Charge(ID, AMOUNT, "CARD", key), 1);
    }

    private static ResponseDefinitionBuilder payment(String status) {
        return ok(paymentJson(status, AMOUNT, "null"));
    }

    private static ResponseDefinitionBuilder ok(String body) {
        return aResponse().withHeader("Content-Type", "application/json").withBody(body);
    }

    private static ResponseDefinitionBuilder error(int status, String code) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(code.isEmpty() ? "<html>" : """
                        {"code": "%s", "message": "a message"}""".formatted(code));
    }

    private static String paymentJson(String status, long amount, String failure) {
        long balance = switch (status) {
            case "CANCELED" -> 0;
            case "PARTIAL_CANCELED" -> amount - 1_000;
            default -> amount;
        };
        return """
                {"mId": "tosspayments", "version": "2022-11-16", "paymentKey": "%s", "orderId": "%s",
                 "orderName": "Musical tickets", "currency": "KRW", "method": "카드", "status": "%s", "type": "NORMAL",
                 "requestedAt": "2022-06-08T15:40:09+09:00", "approvedAt": "2022-06-08T15:40:49+09:00",
                 "useEscrow": false, "card": {"issuerCode": "61", "number": "12345678****789*"}, "cancels": null,
                 "country": "KR", "failure": %s, "totalAmount": %d, "balanceAmount": %d, "vat": 1364}
                """.formatted(KEY, ID, status, failure, amount, balance);
    }
}
