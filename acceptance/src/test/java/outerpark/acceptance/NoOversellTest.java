package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No seat is sold twice and none is lost, whoever asks at the same moment. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class NoOversellTest {

    private static final int ROUNDS = 30;

    private final BoxOffice office;

    NoOversellTest(SystemUnderTest system) {
        office = new BoxOffice(system);
    }

    @RepeatedTest(5)
    void aCrowdGetsExactlyTheSeatsThereAre() {
        long musical = office.musical(200);
        List<List<Answer>> answers = Crowd.of(64, client -> askUntilRefused(musical, 3));

        assertThat(answers.stream().mapToInt(each -> each.size() - 1).sum()).isEqualTo(66);
        for (List<Answer> each : answers) {
            assertThat(each.getLast()
                            .problem(409, "insufficient-seats")
                            .path("reservableSeat")
                            .asInt(-1))
                    .isEqualTo(2);
        }
        assertThat(office.reservableSeat(musical)).isEqualTo(2);
        assertThat(office.stored(musical)).isEqualTo(66);
        office.reserve(musical, 2);
        office.ask(musical, 1).problem(409, "insufficient-seats");
    }

    @Test
    void ofTwoWhoTogetherWantTooManyOneGetsThem() {
        for (int round = 0; round < ROUNDS; round++) {
            long musical = office.musical(100);
            List<Answer> answers = Crowd.of(2, client -> office.ask(musical, 60));
            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(201, 409);
            Answer refused = answers.stream()
                    .filter(each -> each.status() == 409)
                    .findFirst()
                    .orElseThrow();
            assertThat(refused.problem(409, "insufficient-seats")
                            .path("reservableSeat")
                            .asInt())
                    .isEqualTo(40);
            assertThat(office.reservableSeat(musical)).isEqualTo(40);
        }
    }

    @Test
    void afterABurstWhatWasAcknowledgedIsWhatIsStoredAndWhatIsGone() {
        int capacity = 5_000_000;
        long musical = office.musical(capacity);
        long acknowledged = Crowd.of(100, client -> acknowledged(musical, 50)).stream()
                .mapToLong(Long::longValue)
                .sum();

        assertThat(acknowledged).isEqualTo(5_000);
        assertThat(office.stored(musical)).isEqualTo(acknowledged);
        assertThat(office.seatsSold(musical)).isEqualTo(acknowledged);
        assertThat(capacity - office.reservableSeat(musical)).isEqualTo(acknowledged);
    }

    @Test
    void seatsGivenBackCanBeSoldAgainAtOnceAndOnlyOnce() {
        long musical = office.musical(50);
        List<BoxOffice.Booked> booked = Crowd.of(50, client -> office.reserve(musical, 1));
        Crowd.of(50, client -> office.cancel(booked.get(client)));
        office.awaitReservable(musical, 50);

        List<Answer> again = Crowd.of(64, client -> office.ask(musical, 1));
        assertThat(again.stream().filter(each -> each.status() == 201)).hasSize(50);
        assertThat(again.stream().filter(each -> each.status() == 409)).hasSize(14);
    }

    /** All answers; the last is the refusal. */
    private List<Answer> askUntilRefused(long musical, int seats) {
        List<Answer> answers = new ArrayList<>();
        do {
            answers.add(office.ask(musical, seats));
        } while (answers.getLast().status() == 201);
        return answers;
    }

    private long acknowledged(long musical, int requests) {
        long acknowledged = 0;
        for (int i = 0; i < requests; i++) {
            office.ask(musical, 1).expect(201);
            acknowledged++;
        }
        return acknowledged;
    }
}
