package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import outerpark.acceptance.BoxOffice.Booked;

/** Who does not pay in time loses the seats; who is not to blame for it does not. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class UnpaidTest {

    private final BoxOffice office;

    UnpaidTest(@Hasty SystemUnderTest system) {
        office = new BoxOffice(system);
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
