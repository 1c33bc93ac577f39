package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import outerpark.acceptance.BoxOffice.Booked;

/** Who does not pay in time loses the seats; who is not to blame for it does not. */
@EitherTopology
class UnpaidTest {

    private static final SystemUnderTest SYSTEM = Topology.ofThisRun()
            .fresh(Map.of(
                    "OUTERPARK_RESERVATION_PAY_WITHIN", "2s",
                    "OUTERPARK_RESERVATION_DUE_LOOK_EVERY", "200ms"));

    private final BoxOffice office = new BoxOffice(SYSTEM);

    @BeforeAll
    static void start() {
        SYSTEM.start();
    }

    @AfterAll
    static void stop() {
        SYSTEM.close();
    }

    @Test
    void aCheckoutThatNobodyPaysGivesItsSeatsBack() {
        long musical = office.musical(10, 50_000);
        Booked booked = office.reserveBy("CHECKOUT", musical);
        office.awaitPayment(booked, "AWAITING_CUSTOMER");
        String key = office.payment(booked).path("checkout").path("paymentKey").asText();
        office.awaitEverywhere(booked, "CANCELLED", "DECLINED");
        assertThat(office.reservation(booked).path("reason").asText()).isEqualTo("UNPAID");
        office.awaitReservable(musical, 10);
        office.awaitNotices(booked, "PAYMENT_DECLINED");
        assertThat(office.history(booked))
                .containsSubsequence("ReservationPlaced", "PaymentDue", "PaymentDeclined", "ReservationCancelled");
        office.pay(booked, key).problem(409, "not-payable");
    }

    @Test
    void aCheckoutPaidInTimeStaysPaid() {
        Booked booked = office.reserveBy("CHECKOUT", office.musical(10, 50_000));
        office.awaitPayment(booked, "AWAITING_CUSTOMER");
        office.pay(
                        booked,
                        office.payment(booked)
                                .path("checkout")
                                .path("paymentKey")
                                .asText())
                .expect(202);
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
    }

    @Test
    void theProvidersOutageDeclinesNobody() {
        try (Sandbox sandbox = Sandbox.turned(office, "{\"down\": true}")) {
            Booked booked = office.reserve(office.musical(10, 50_000), 1);
            office.awaitPayment(booked, "DEFERRED");
            BoxOffice.eventually().until(() -> office.history(booked).contains("PaymentDue"));
            sandbox.atRest();
            office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        }
    }
}
