package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import outerpark.acceptance.BoxOffice.Booked;

/** What the manager may say of a show, to the edge of each limit, and what follows for who reserves. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class MusicalRulesTest {

    private final BoxOffice office;
    private final Client manager;

    MusicalRulesTest(SystemUnderTest system) {
        office = new BoxOffice(system);
        manager = office.manager();
    }

    @Test
    void aShowIsWhatItWasRegisteredAs() {
        JsonNode registered = manager.post("/musicals", """
                {"name": "  Cats ", "reservableSeat": 7, "price": 150000, "maxSeatsPerReservation": 4}""").expect(201).json();
        JsonNode show = office.show(registered.path("musicalId").asLong());
        assertThat(show).isEqualTo(registered);
        assertThat(show.path("name").asText()).isEqualTo("Cats");
        assertThat(show.path("price").asLong()).isEqualTo(150_000);
        assertThat(show.path("seatCapacity").asInt()).isEqualTo(7);
        assertThat(show.path("reservableSeat").asInt()).isEqualTo(7);
        assertThat(show.path("maxSeatsPerReservation").asInt()).isEqualTo(4);
        assertThat(show.path("status").asText()).isEqualTo("ON_SALE");
        assertThat(show.path("registeredAt").asText()).endsWith("Z");
    }

    @ParameterizedTest
    @CsvSource({
        "reservableSeat, 0, true",
        "reservableSeat, 10000000, true",
        "reservableSeat, 10000001, false",
        "reservableSeat, -1, false",
        "price, 0, true",
        "price, 100000000, true",
        "price, 100000001, false",
        "price, -1, false",
        "price, 0.5, false",
        "maxSeatsPerReservation, 1, true",
        "maxSeatsPerReservation, 10000, true",
        "maxSeatsPerReservation, 10001, false",
        "maxSeatsPerReservation, 0, false",
    })
    void everyLimitHoldsExactlyAtItsEdge(String field, String value, boolean accepted) {
        String others = field.equals("reservableSeat") ? "" : "\"reservableSeat\": 1, ";
        Answer answer = manager.post("/musicals", """
                {"name": "A show", %s"%s": %s}""".formatted(others, field, value));
        if (accepted) {
            answer.expect(201);
        } else {
            answer.violates(field);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "price | 100000001",
                "price | -1",
                "seatCapacity | 10000001",
                "seatCapacity | -1",
                "seatCapacity | \"many\"",
                "maxSeatsPerReservation | 0",
                "maxSeatsPerReservation | 10001",
                "name | \"\"",
                "name | 5",
                "status | \"OPEN\"",
                "status | 0",
                "status | \"\"",
            })
    void aChangeKeepsTheSameLimits(String field, String value) {
        long musical = office.musical(10);
        JsonNode before = office.show(musical);
        manager.patch("/musicals/" + musical, "{\"%s\": %s}".formatted(field, value))
                .violates(field);
        assertThat(office.show(musical)).isEqualTo(before);
    }

    @Test
    void aNameHasTwoHundredCharactersAtMost() {
        String body = "{\"name\": \"%s\", \"reservableSeat\": 1}";
        manager.post("/musicals", body.formatted("가".repeat(200))).expect(201);
        manager.post("/musicals", body.formatted("가".repeat(201))).violates("name");
        manager.post("/musicals", body.formatted("   ")).violates("name");
    }

    @Test
    void anIdIsGivenOnce() {
        long musical = office.musical(10);
        manager.post("/musicals", """
                {"musicalId": %d, "name": "Another", "reservableSeat": 5}""".formatted(musical)).problem(409, "already-exists");
        assertThat(office.show(musical).path("name").asText()).isEqualTo("A show");
        assertThat(office.reservableSeat(musical)).isEqualTo(10);
    }

    @Test
    void theNextFreeIdIsGivenToEachOfManyAtOnce() {
        List<Long> ids = Crowd.of(20, client -> office.musical(1));
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void theSameIdAtTheSameMomentIsOneShow() {
        long id = 5_000_000_000_000L;
        List<Answer> answers = Crowd.of(8, client -> manager.post("/musicals", """
                {"musicalId": %d, "name": "Of client %d", "reservableSeat": 5}""".formatted(id, client)));
        assertThat(answers.stream().filter(each -> each.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(each -> each.status() == 409)).hasSize(7);
    }

    @Test
    void oneReservationHasAtMostAsManySeatsAsTheShowAllows() {
        long musical = office.musical(100);
        office.change(musical, "{\"maxSeatsPerReservation\": 4}");
        office.ask(musical, 5).problem(409, "too-many-seats");
        office.ask(musical, 4).expect(201);
        assertThat(office.reservableSeat(musical)).isEqualTo(96);
    }

    @Test
    void tenThousandSeatsCanBeReservedAtOnce() {
        long musical = office.musical(10_000);
        office.ask(musical, 10_000).expect(201);
        assertThat(office.reservableSeat(musical)).isZero();
    }

    @Test
    void aClosedShowSellsNothingUntilItIsOnSaleAgain() {
        long musical = office.musical(10);
        Booked before = office.reserve(musical, 1);
        office.change(musical, "{\"status\": \"CLOSED\"}");
        office.ask(musical, 1).problem(409, "sales-closed");
        assertThat(office.reservableSeat(musical)).isEqualTo(9);
        office.cancel(before);
        office.awaitReservable(musical, 10);
        office.change(musical, "{\"status\": \"ON_SALE\"}");
        office.ask(musical, 1).expect(201);
    }

    @Test
    void aKeyServedBeforeTheShowClosedIsStillAnswered() {
        long musical = office.musical(10);
        UUID key = UUID.randomUUID();
        office.ask(musical, 1, key).expect(201);
        office.change(musical, "{\"status\": \"CLOSED\"}");
        office.ask(musical, 1, key).expect(200);
    }

    @Test
    void theCapacityFollowsTheManagerButNeverBelowWhatIsSold() {
        long musical = office.musical(10);
        office.reserve(musical, 6);
        manager.patch("/musicals/" + musical, "{\"seatCapacity\": 5}").problem(409, "capacity-below-sold");
        office.change(musical, "{\"seatCapacity\": 6}");
        assertThat(office.reservableSeat(musical)).isZero();
        office.change(musical, "{\"seatCapacity\": \"20\"}");
        assertThat(office.reservableSeat(musical)).isEqualTo(14);
        assertThat(office.show(musical).path("seatCapacity").asInt()).isEqualTo(20);
    }

    @Test
    void aNewPriceHoldsForLaterReservations() {
        long musical = office.musical(10, 1_000);
        Booked before = office.reserve(musical, 2);
        office.change(musical, "{\"price\": 3000}");
        Booked after = office.reserve(musical, 2);
        assertThat(office.reservation(before).path("amount").asLong()).isEqualTo(2_000);
        assertThat(office.reservation(after).path("amount").asLong()).isEqualTo(6_000);
    }

    @Test
    void theHighestPriceTimesTheMostSeatsIsPaidToTheWon() {
        long musical = office.musical(10_000, 100_000_000);
        Booked booked = office.reserve(musical, 10_000);
        assertThat(office.reservation(booked).path("amount").asLong()).isEqualTo(1_000_000_000_000L);
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        assertThat(office.payment(booked).path("amount").asLong()).isEqualTo(1_000_000_000_000L);
    }

    @Test
    void aNewNameIsSeenInTheViewOfEarlierReservations() {
        long musical = office.musical(10);
        Booked booked = office.reserve(musical, 1);
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        office.change(musical, "{\"name\": \"Renamed\"}");
        BoxOffice.eventually()
                .untilAsserted(() -> assertThat(
                                office.story(booked).path("musicalName").asText())
                        .isEqualTo("Renamed"));
    }

    @Test
    void aChangeOfNothingChangesNothing() {
        long musical = office.musical(10);
        JsonNode before = office.show(musical);
        assertThat(manager.patch("/musicals/" + musical, "{\"unknown\": 1}")
                        .expect(200)
                        .json())
                .isEqualTo(before);
    }
}
