package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import outerpark.acceptance.BoxOffice.Booked;

/** Customers who are signed in own what they reserve, everywhere, without a token of the reservation. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class CustomerTest {

    private final BoxOffice office;
    private final Client kim;
    private final Client lee;

    CustomerTest(SystemUnderTest system) {
        office = new BoxOffice(system);
        kim = signedIn("kim-" + UUID.randomUUID());
        lee = signedIn("lee-" + UUID.randomUUID());
    }

    @Test
    void whatACustomerReservesIsTheirsEverywhere() {
        String id = reserve(kim, office.musical(10, 1_000));
        kim.get("/reservations/" + id).expect(200);
        kim.get("/notices?reservationId=" + id).expect(200);
        BoxOffice.eventually().untilAsserted(() -> {
            assertThat(kim.get("/payments?reservationId=" + id)
                            .expect(200)
                            .json()
                            .path("items")
                            .path(0)
                            .path("status")
                            .asText())
                    .isEqualTo("APPROVED");
            assertThat(kim.get("/myPages/" + id)
                            .expect(200)
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("CONFIRMED");
        });
        kim.delete("/reservations/" + id).expect(202);
    }

    @Test
    void nobodyElseMayDoAnythingWithIt() {
        String id = reserve(kim, office.musical(10));
        for (String path : List.of(
                "/reservations/" + id,
                "/payments?reservationId=" + id,
                "/notices?reservationId=" + id,
                "/myPages/" + id)) {
            lee.get(path).problem(403, "forbidden");
            office.guest().get(path).problem(401, "unauthenticated");
        }
        lee.delete("/reservations/" + id).problem(403, "forbidden");
    }

    @Test
    void aGuestsReservationIsNoCustomers() {
        Booked booked = office.reserve(office.musical(10), 1);
        kim.get("/reservations/" + booked.id()).problem(403, "forbidden");
        kim.with("Reservation-Token", booked.token())
                .get("/reservations/" + booked.id())
                .expect(200);
    }

    @Test
    void aCustomersReservationsAreListedTheNewestFirst() {
        long musical = office.musical(10);
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            newestFirst.addFirst(reserve(kim, musical));
        }
        reserve(lee, musical);
        BoxOffice.eventually()
                .untilAsserted(() -> assertThat(listed(kim, "/myPages?size=10")).isEqualTo(newestFirst));
        assertThat(listed(kim, "/myPages?page=1&size=2")).isEqualTo(newestFirst.subList(2, 3));
        JsonNode page = kim.get("/myPages?size=2").expect(200).json();
        assertThat(page.path("total").asInt()).isEqualTo(3);
        assertThat(page.path("items").path(0).path("history").size()).isPositive();
    }

    @Test
    void anIdempotencyKeyBelongsToTheCustomerWhoSentIt() {
        long musical = office.musical(10);
        String key = UUID.randomUUID().toString();
        String ofKim = idIn(kim.with("Idempotency-Key", key)
                .post("/reservations", BoxOffice.wish(musical, 1))
                .expect(201));
        String ofLee = idIn(lee.with("Idempotency-Key", key)
                .post("/reservations", BoxOffice.wish(musical, 1))
                .expect(201));
        assertThat(ofLee).isNotEqualTo(ofKim);
        assertThat(idIn(kim.with("Idempotency-Key", key)
                        .post("/reservations", BoxOffice.wish(musical, 1))
                        .expect(200)))
                .isEqualTo(ofKim);
        kim.get("/reservations/" + ofKim).expect(200);
    }

    @Test
    void onlyCustomersHaveReservationsOfTheirOwn() {
        office.guest().get("/myPages").problem(401, "unauthenticated");
        office.manager().get("/myPages").problem(403, "forbidden");
        assertThat(kim.get("/myPages").expect(200).json().path("total").asInt()).isZero();
        kim.get("/myPages?size=0").problem(400, "invalid-request");
        kim.get("/myPages?page=x").problem(400, "invalid-request");
    }

    @Test
    void aTokenThatSaysManagerIsTheManagers() {
        Client manager = office.guest()
                .with("Authorization", "Bearer " + Issuer.running().tokenInGroups("boss", "[\"manager\"]"));
        manager.get("/reservations?size=1").expect(200);
        kim.get("/reservations?size=1").problem(403, "forbidden");
    }

    static Stream<String> tokensThatAreNone() {
        Issuer issuer = Issuer.running();
        String good = issuer.token("kim");
        return Stream.of(
                issuer.expiredToken("kim"),
                issuer.tokenOfAnotherIssuer("kim"),
                issuer.tokenSignedByAnother("kim"),
                good.substring(0, good.length() - 8),
                "not-a-token");
    }

    @ParameterizedTest
    @MethodSource("tokensThatAreNone")
    void aTokenThatIsNotGoodIsNotAGuest(String token) {
        office.guest().with("Authorization", "Bearer " + token).get("/myPages").problem(401, "unauthenticated");
    }

    private Client signedIn(String subject) {
        return office.guest().with("Authorization", "Bearer " + Issuer.running().token(subject));
    }

    private static String reserve(Client customer, long musical) {
        return idIn(customer.post("/reservations", BoxOffice.wish(musical, 1)).expect(201));
    }

    private static String idIn(Answer reservation) {
        return reservation.json().path("reservationId").asText();
    }

    private static List<String> listed(Client customer, String path) {
        return customer.get(path).expect(200).json().path("items").findValuesAsText("reservationId");
    }
}
