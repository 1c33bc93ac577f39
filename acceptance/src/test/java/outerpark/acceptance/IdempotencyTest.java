package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import outerpark.acceptance.BoxOffice.Booked;

/** A request with a key is served once, however often it is sent and whatever became of the earlier answers. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class IdempotencyTest {

    private static final int ROUNDS = 40;

    private final BoxOffice office;

    IdempotencyTest(SystemUnderTest system) {
        office = new BoxOffice(system);
    }

    @Test
    void theSameKeyManyTimesAtOnceReservesOnce() {
        long musical = office.musical(ROUNDS);
        for (int round = 0; round < ROUNDS; round++) {
            UUID key = UUID.randomUUID();
            List<Answer> answers = Crowd.of(6, client -> office.ask(musical, 1, key));
            assertThat(answers.stream().filter(each -> each.status() == 201)).hasSize(1);
            assertThat(answers.stream().filter(each -> each.status() == 200)).hasSize(5);
            assertThat(answers.stream().map(BoxOffice::booked).distinct()).hasSize(1);
        }
        office.awaitReservable(musical, 0);
        assertThat(office.stored(musical)).isEqualTo(ROUNDS);
    }

    @Test
    void repeatedLaterItAnswersTheSameReservationEvenWhenCancelled() {
        long musical = office.musical(10);
        UUID key = UUID.randomUUID();
        Booked first = BoxOffice.booked(office.ask(musical, 2, key).expect(201));
        office.awaitEverywhere(first, "CONFIRMED", "APPROVED");
        Answer paid = office.ask(musical, 2, key).expect(200);
        assertThat(BoxOffice.booked(paid)).isEqualTo(first);
        assertThat(paid.json().path("status").asText()).isEqualTo("CONFIRMED");

        office.cancel(first);
        office.awaitReservable(musical, 10);
        Answer cancelled = office.ask(musical, 2, key).expect(200);
        assertThat(BoxOffice.booked(cancelled)).isEqualTo(first);
        assertThat(cancelled.json().path("status").asText()).isEqualTo("CANCELLED");
        assertThat(office.reservableSeat(musical)).isEqualTo(10);
        assertThat(office.stored(musical)).isEqualTo(1);
    }

    @Test
    void theSameRequestIsKnownHoweverItsJsonIsSpelled() {
        long musical = office.musical(10);
        Client client = office.guest().with("Idempotency-Key", UUID.randomUUID().toString());
        Answer first = client.post("/reservations", BoxOffice.wish(musical, 1)).expect(201);
        Answer again = client.post("/reservations", """
                { "seats" : "1" , "unknown": 5, "musicalId" : "%d" }""".formatted(musical)).expect(200);
        assertThat(BoxOffice.booked(again)).isEqualTo(BoxOffice.booked(first));
    }

    @Test
    void theKeyIsTheSameWhateverTheCaseOfItsLetters() {
        long musical = office.musical(10);
        String key = UUID.randomUUID().toString();
        Client lower = office.guest().with("Idempotency-Key", key);
        Client upper = office.guest().with("Idempotency-Key", key.toUpperCase(Locale.ROOT));
        lower.post("/reservations", BoxOffice.wish(musical, 1)).expect(201);
        upper.post("/reservations", BoxOffice.wish(musical, 1)).expect(200);
    }

    @Test
    void anotherBodyUnderTheSameKeyIsRefusedAndTakesNothing() {
        long musical = office.musical(10);
        UUID key = UUID.randomUUID();
        office.ask(musical, 1, key).expect(201);
        office.ask(musical, 2, key).problem(422, "idempotency-conflict");
        office.ask(office.musical(10), 1, key).problem(422, "idempotency-conflict");
        office.guest()
                .with("Idempotency-Key", key.toString())
                .post("/reservations", """
                {"musicalId": %d, "seats": 1, "customer": {"name": "Kim"}}""".formatted(musical))
                .problem(422, "idempotency-conflict");
        assertThat(office.reservableSeat(musical)).isEqualTo(9);
    }

    @Test
    void twoBodiesUnderOneKeyAtTheSameMomentAreOneReservationAndOneConflict() {
        long musical = office.musical(10 * ROUNDS);
        int taken = 0;
        for (int round = 0; round < ROUNDS; round++) {
            UUID key = UUID.randomUUID();
            List<Answer> answers = Crowd.of(2, client -> office.ask(musical, client + 1, key));
            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(201, 422);
            taken += answers.get(0).status() == 201 ? 1 : 2;
        }
        office.awaitReservable(musical, 10 * ROUNDS - taken);
    }

    @Test
    void aRefusalIsNotRememberedTheKeyCanBeUsedWhenThereAreSeats() {
        long musical = office.musical(1);
        UUID key = UUID.randomUUID();
        office.ask(musical, 2, key).problem(409, "insufficient-seats");
        office.change(musical, "{\"seatCapacity\": 2}");
        office.ask(musical, 2, key).expect(201);
        office.ask(musical, 2, key).expect(200);
    }

    @Test
    void aClientWhoWentAwayBeforeTheAnswerFindsItsReservation() {
        long musical = office.musical(ROUNDS);
        for (int round = 0; round < ROUNDS; round++) {
            UUID key = UUID.randomUUID();
            byte[] body = BoxOffice.wish(musical, 1).getBytes(StandardCharsets.UTF_8);
            RawRequest.of(office.system(), "POST", "/reservations")
                    .with("Content-Type", "application/json")
                    .with("Content-Length", Integer.toString(body.length))
                    .with("Idempotency-Key", key.toString())
                    .sendAndGoAway(body);
            assertThat(office.ask(musical, 1, key).status()).isIn(200, 201);
        }
        office.awaitReservable(musical, 0);
        assertThat(office.stored(musical)).isEqualTo(ROUNDS);
    }

    @Test
    void aClientWhoLostPatienceFindsItsReservation() {
        long musical = office.musical(ROUNDS);
        for (int round = 0; round < ROUNDS; round++) {
            UUID key = UUID.randomUUID();
            Client hasty =
                    office.guest().with("Idempotency-Key", key.toString()).within(Duration.ofMillis(1 + round % 8));
            try {
                hasty.post("/reservations", BoxOffice.wish(musical, 1)).expect(201);
            } catch (UncheckedIOException tooSlow) {
                assertThat(tooSlow).hasMessageContaining("timed out");
            }
            assertThat(office.ask(musical, 1, key).status()).isIn(200, 201);
        }
        office.awaitReservable(musical, 0);
        assertThat(office.stored(musical)).isEqualTo(ROUNDS);
    }
}
