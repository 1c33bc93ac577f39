package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import outerpark.acceptance.BoxOffice.Booked;

/** The story that the product is for: registered, reserved, paid, told, cancelled, given back, told. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class BookingStoryTest {

    private final BoxOffice office;

    BookingStoryTest(SystemUnderTest system) {
        office = new BoxOffice(system);
    }

    @Test
    void aHotShowIsReservedPaidAndCancelledWithValuesSentAsText() {
        Answer registered = office.manager().post("/musicals", """
                {"musicalId": "1003", "name": "HOT", "reservableSeat": "100000"}""").expect(201);
        assertThat(locationOf(registered)).isEqualTo("/musicals/1003");
        assertThat(registered.json().path("reservableSeat").asInt()).isEqualTo(100_000);

        Answer placed = office.guest().post("/reservations", """
                {"musicalId": "1003", "seats": "1"}""").expect(201);
        Booked booked = BoxOffice.booked(placed);
        assertThat(locationOf(placed)).isEqualTo("/reservations/" + booked.id());
        assertThat(booked.token()).isNotBlank();
        assertThat(placed.json().path("status").asText()).isEqualTo("RESERVED");
        assertThat(office.reservableSeat(1003)).isEqualTo(99_999);
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        office.awaitNotices(booked, "PAYMENT_APPROVED");
        awaitHistory(booked, "ReservationPlaced", "PaymentApproved", "ReservationConfirmed", "NoticeSent");

        JsonNode cancelled = office.cancel(booked);
        assertThat(cancelled.path("status").asText()).isEqualTo("CANCELLED");
        assertThat(cancelled.path("reason").asText()).isEqualTo("CUSTOMER");
        office.awaitEverywhere(booked, "CANCELLED", "CANCELLED");
        office.awaitReservable(1003, 100_000);
        office.awaitNotices(booked, "PAYMENT_APPROVED", "PAYMENT_CANCELLED");
        awaitHistory(
                booked,
                "ReservationPlaced",
                "PaymentApproved",
                "ReservationConfirmed",
                "NoticeSent",
                "ReservationCancelled",
                "PaymentCancelled",
                "SeatsReleased",
                "NoticeSent");
        historyIsInOrder(booked);

        assertThat(office.cancel(booked)).isEqualTo(office.reservation(booked));
        assertThat(office.reservableSeat(1003)).isEqualTo(100_000);
    }

    @Test
    void theCustomersViewAndThePaymentTellWhatWasReserved() {
        long musical = office.musical(10, 50_000);
        Booked booked = office.reserve(musical, 3);
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");

        JsonNode story = office.story(booked);
        assertThat(story.path("reservationId").asText()).isEqualTo(booked.id());
        assertThat(story.path("musicalId").asLong()).isEqualTo(musical);
        assertThat(story.path("musicalName").asText()).isEqualTo("A show");
        assertThat(story.path("seats").asInt()).isEqualTo(3);
        assertThat(story.path("amount").asLong()).isEqualTo(150_000);
        assertThat(story.path("history"))
                .allSatisfy(step -> assertThat(step.path("detail").asText()).isNotBlank());
        assertThat(at(story.path("updatedAt"))).isBeforeOrEqualTo(Instant.now());

        JsonNode payment = office.payment(booked);
        assertThat(payment.path("reservationId").asText()).isEqualTo(booked.id());
        assertThat(payment.path("amount").asLong()).isEqualTo(150_000);
        assertThat(payment.path("attempts").asInt()).isPositive();
        assertThat(at(payment.path("updatedAt"))).isBeforeOrEqualTo(Instant.now());
        assertThat(office.owner(booked)
                        .get("/payments/" + payment.path("paymentId").asText())
                        .expect(200)
                        .json())
                .isEqualTo(payment);
    }

    @Test
    void aReservationTellsAllThatTheContractPromises() {
        long musical = office.musical(10, 50_000);
        JsonNode placed = office.guest()
                .post("/reservations", """
                        {"musicalId": %d, "seats": 2, "customer": {"name": "홍길동", "email": "hong@example.com",
                         "phone": "+82 10-1234-5678"}, "payment": {"method": "CARD"}, "price": 1, "unknown": {"a": []}}
                        """.formatted(musical))
                .expect(201)
                .json();
        assertThat(placed.path("musicalId").asLong()).isEqualTo(musical);
        assertThat(placed.path("seats").asInt()).isEqualTo(2);
        assertThat(placed.path("amount").asLong()).isEqualTo(100_000);
        assertThat(placed.path("payment").path("status").asText()).isEqualTo("PENDING");
        Instant reservedAt = at(placed.path("reservedAt"));
        assertThat(reservedAt).isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
        assertThat(at(placed.path("payBy"))).isAfter(reservedAt);

        Booked booked = new Booked(
                placed.path("reservationId").asText(),
                placed.path("reservationToken").asText());
        assertThat(office.reservation(booked).path("customer").path("name").asText())
                .isEqualTo("홍길동");
        assertThat(office.reservation(booked).has("reservationToken"))
                .as("the token is told once")
                .isFalse();
    }

    @Test
    void theManagerOpensEveryReservation() {
        Booked booked = office.reserve(office.musical(10), 1);
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        Client manager = office.manager();
        manager.get("/reservations/" + booked.id()).expect(200);
        manager.get("/payments?reservationId=" + booked.id()).expect(200);
        manager.get("/notices?reservationId=" + booked.id()).expect(200);
        manager.get("/myPages/" + booked.id()).expect(200);
        manager.delete("/reservations/" + booked.id()).expect(202);
        office.awaitEverywhere(booked, "CANCELLED", "CANCELLED");
    }

    @Test
    void whatIsNotThereYetIsSaidSoWithATimeToLookAgain() {
        Booked booked = office.reserve(office.musical(10), 1);
        Answer view = office.owner(booked).get("/myPages/" + booked.id());
        if (view.status() != 200) {
            view.problem(404, "not-found");
            assertThat(view.header("Retry-After")).contains("1");
        }
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
    }

    @Test
    void noticesAreTextsForPeople() {
        Booked booked = office.reserve(office.musical(10, 1_000), 1);
        office.awaitNotices(booked, "PAYMENT_APPROVED");
        JsonNode notice = office.owner(booked)
                .get("/notices?reservationId=" + booked.id())
                .json()
                .path("items")
                .path(0);
        assertThat(notice.path("noticeId").asText()).isNotBlank();
        assertThat(notice.path("reservationId").asText()).isEqualTo(booked.id());
        assertThat(notice.path("text").asText()).isNotBlank();
        assertThat(notice.path("channel").asText()).isNotBlank();
        assertThat(at(notice.path("sentAt"))).isBeforeOrEqualTo(Instant.now());
    }

    private void awaitHistory(Booked booked, String... inAnyOrder) {
        BoxOffice.eventually()
                .untilAsserted(() -> assertThat(office.history(booked)).containsExactlyInAnyOrder(inAnyOrder));
    }

    /** What services do at the same time may stand in either order; an effect never stands before its cause. */
    private void historyIsInOrder(Booked booked) {
        List<String> history = office.history(booked);
        assertThat(history).containsSubsequence("ReservationPlaced", "PaymentApproved", "ReservationConfirmed");
        assertThat(history).containsSubsequence("PaymentApproved", "NoticeSent", "PaymentCancelled", "NoticeSent");
        assertThat(history).containsSubsequence("ReservationConfirmed", "ReservationCancelled", "PaymentCancelled");
        assertThat(history).containsSubsequence("ReservationCancelled", "SeatsReleased");
        assertThat(StreamSupport.stream(office.story(booked).path("history").spliterator(), false)
                        .map(step -> at(step.path("at"))))
                .isSorted();
    }

    /** RFC 3339 in UTC. */
    private static Instant at(JsonNode time) {
        assertThat(time.asText()).endsWith("Z");
        return Instant.parse(time.asText());
    }

    /** The path that the answer's Location means, wherever the contract is served. */
    private String locationOf(Answer answer) {
        URI base = office.system().base();
        URI location = base.resolve(answer.header("Location").orElseThrow());
        assertThat(location.getAuthority()).isEqualTo(base.getAuthority());
        return location.getPath();
    }
}
