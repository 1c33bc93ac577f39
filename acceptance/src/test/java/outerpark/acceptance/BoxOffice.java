package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** What the manager and the customers do, in a word each; whatever is not what they expect fails the test. */
final class BoxOffice {

    private final SystemUnderTest system;
    private final Client guest;
    private final Client manager;

    BoxOffice(SystemUnderTest system) {
        this.system = system;
        this.guest = Client.guest(system);
        this.manager = Client.manager(system);
    }

    /** A reservation and what opens it. */
    record Booked(String id, String token) {}

    /** Waits for what comes by itself. */
    static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }

    Client guest() {
        return guest;
    }

    Client manager() {
        return manager;
    }

    Client owner(Booked booked) {
        return guest.with("Reservation-Token", booked.token());
    }

    /** A new show of the test's own; free of charge. */
    long musical(int seats) {
        return musical(seats, 0);
    }

    long musical(int seats, long price) {
        return manager.post("/musicals", """
                        {"name": "A show", "reservableSeat": %d, "price": %d}""".formatted(seats, price))
                .expect(201)
                .json()
                .path("musicalId")
                .asLong();
    }

    void change(long musicalId, String json) {
        manager.patch("/musicals/" + musicalId, json).expect(200);
    }

    JsonNode show(long musicalId) {
        return guest.get("/musicals/" + musicalId).expect(200).json();
    }

    int reservableSeat(long musicalId) {
        return show(musicalId).path("reservableSeat").asInt();
    }

    static String wish(long musicalId, int seats) {
        return """
                {"musicalId": %d, "seats": %d}""".formatted(musicalId, seats);
    }

    /** Asks as a guest, without a key; whatever the answer is. */
    Answer ask(long musicalId, int seats) {
        return guest.post("/reservations", wish(musicalId, seats));
    }

    /** Asks as a guest, with that key; whatever the answer is. */
    Answer ask(long musicalId, int seats, UUID key) {
        return guest.with("Idempotency-Key", key.toString()).post("/reservations", wish(musicalId, seats));
    }

    Booked reserve(long musicalId, int seats) {
        return reserve(wish(musicalId, seats));
    }

    Booked reserve(String json) {
        return booked(guest.post("/reservations", json).expect(201));
    }

    /** Asks for one seat, to be paid in the way that is named. */
    Booked reserveBy(String method, long musicalId) {
        return reserve("""
                {"musicalId": %d, "seats": 1, "payment": {"method": "%s"}}""".formatted(musicalId, method));
    }

    static Booked booked(Answer placed) {
        JsonNode body = placed.json();
        return new Booked(
                body.path("reservationId").asText(),
                body.path("reservationToken").asText());
    }

    JsonNode cancel(Booked booked) {
        return owner(booked).delete("/reservations/" + booked.id()).expect(202).json();
    }

    JsonNode reservation(Booked booked) {
        return owner(booked).get("/reservations/" + booked.id()).expect(200).json();
    }

    /** Its payment; nothing is in it before payment has heard of the reservation. */
    JsonNode payment(Booked booked) {
        return owner(booked)
                .get("/payments?reservationId=" + booked.id())
                .expect(200)
                .json()
                .path("items")
                .path(0);
    }

    /** Asks to pay now; whatever the answer is, at once. */
    Answer pay(Booked booked) {
        return owner(booked).impatient().post("/payments", """
                {"reservationId": "%s"}""".formatted(booked.id()));
    }

    Answer pay(Booked booked, String paymentKey) {
        return owner(booked).post("/payments", """
                {"reservationId": "%s", "paymentKey": "%s"}""".formatted(booked.id(), paymentKey));
    }

    /** The kinds of its notices, in their order. */
    List<String> notices(Booked booked) {
        return owner(booked)
                .get("/notices?reservationId=" + booked.id())
                .expect(200)
                .json()
                .path("items")
                .findValuesAsText("kind");
    }

    /** The customer's view of it, once there is one. */
    JsonNode story(Booked booked) {
        return owner(booked).get("/myPages/" + booked.id()).expect(200).json();
    }

    /** What has happened to it, in the view's order; nothing yet if the view has not heard of it. */
    List<String> history(Booked booked) {
        Answer answer = owner(booked).get("/myPages/" + booked.id());
        if (answer.status() == 404) {
            answer.problem(404, "not-found");
            return List.of();
        }
        return answer.expect(200).json().path("history").findValuesAsText("what");
    }

    /** Waits until everybody who has something to say says so: the reservation, its payment and the view. */
    void awaitEverywhere(Booked booked, String status, String paymentStatus) {
        eventually().untilAsserted(() -> {
            JsonNode reservation = reservation(booked);
            JsonNode story = story(booked);
            assertThat(reservation.path("status").asText()).as("reservation").isEqualTo(status);
            assertThat(reservation.path("payment").path("status").asText())
                    .as("its payment, as the reservation knows it")
                    .isEqualTo(paymentStatus);
            assertThat(payment(booked).path("status").asText()).as("payment").isEqualTo(paymentStatus);
            assertThat(story.path("status").asText()).as("view").isEqualTo(status);
            assertThat(story.path("paymentStatus").asText())
                    .as("its payment, as the view knows it")
                    .isEqualTo(paymentStatus);
        });
    }

    void awaitPayment(Booked booked, String status) {
        eventually()
                .untilAsserted(() ->
                        assertThat(payment(booked).path("status").asText()).isEqualTo(status));
    }

    void awaitNotices(Booked booked, String... kinds) {
        eventually().untilAsserted(() -> assertThat(notices(booked)).containsExactly(kinds));
    }

    void awaitReservable(long musicalId, int seats) {
        eventually().untilAsserted(() -> assertThat(reservableSeat(musicalId)).isEqualTo(seats));
    }

    /** How many reservations of the show the manager sees. */
    long stored(long musicalId) {
        return manager.get("/reservations?musicalId=" + musicalId)
                .expect(200)
                .json()
                .path("total")
                .asLong();
    }

    /** The seats of all its reservations that are not cancelled. */
    long seatsSold(long musicalId) {
        JsonNode byStatus = manager.get("/reservations/summary?musicalId=" + musicalId)
                .expect(200)
                .json()
                .path("byStatus");
        return byStatus.path("RESERVED").path("seats").asLong()
                + byStatus.path("CONFIRMED").path("seats").asLong();
    }

    SystemUnderTest system() {
        return system;
    }

    /** How many reservations of a musical are paid and confirmed. */
    long paid(long musicalId) {
        return manager.get("/reservations/summary?musicalId=" + musicalId)
                .expect(200)
                .json()
                .path("byStatus")
                .path("CONFIRMED")
                .path("reservations")
                .asLong();
    }
}
