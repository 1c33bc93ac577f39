package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest's plain request takes a way of its own through the server; whoever asks cannot tell. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class GuestLaneTest {

    /** Says the same as no header at all, in a way that the short way leaves to the long one. */
    private static final String ANYTHING_AT_LENGTH = "application/json, */*;q=0.1";

    /** What differs with every answer. */
    private static final List<String> OWN = List.of("reservationId", "reservedAt", "payBy", "reservationToken");

    private final BoxOffice office;

    GuestLaneTest(SystemUnderTest system) {
        office = new BoxOffice(system);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"musicalId\": MUSICAL, \"seats\": 2}",
                "{\"musicalId\": MUSICAL, \"seats\": 1, \"customer\": {\"name\": \"김민지\", \"email\": \"m@example.com\"}}",
                "{\"musicalId\": MUSICAL, \"seats\": 1000}",
                "{\"musicalId\": MUSICAL, \"seats\": 9000}",
                "{\"musicalId\": MUSICAL, \"seats\": 0, \"customer\": {\"email\": \"none\"}}",
                "{\"musicalId\": MUSICAL, \"seats\": \"many\"}",
                "{\"musicalId\": 999999999, \"seats\": 1}",
                "{\"musicalId\": MUSICAL, \"seats\": 1} and more",
                "{\"musicalId\": MUSICAL",
                "[1]",
                "null",
                " ",
                ""
            })
    void bothWaysAnswerTheSame(String body) {
        long musical = office.musical(100);
        String sent = body.replace("MUSICAL", String.valueOf(musical));
        Answer shortWay = place(sent, "*/*");
        Answer longWay = place(sent, ANYTHING_AT_LENGTH);
        assertThat(shortWay.status()).isEqualTo(longWay.status());
        assertThat(shortWay.header("Content-Type")).isEqualTo(longWay.header("Content-Type"));
        assertThat(shortWay.header("Location").isPresent())
                .isEqualTo(longWay.header("Location").isPresent());
        assertThat(withoutItsOwn(shortWay)).isEqualTo(withoutItsOwn(longWay));
    }

    @Test
    void aKeyIsTheSameBothWays() {
        long musical = office.musical(10);
        String body = BoxOffice.wish(musical, 1);
        Client guest = office.guest().with("Idempotency-Key", UUID.randomUUID().toString());
        Answer first = guest.post("/reservations", body).expect(201);
        Answer again = guest.with("Accept", ANYTHING_AT_LENGTH)
                .post("/reservations", body)
                .expect(200);
        assertThat(BoxOffice.booked(again)).isEqualTo(BoxOffice.booked(first));
    }

    private Answer place(String body, String accept) {
        return office.guest()
                .with("Accept", accept)
                .with("Correlation-Id", "same")
                .post("/reservations", body);
    }

    private static ObjectNode withoutItsOwn(Answer answer) {
        return ((ObjectNode) answer.json()).remove(OWN);
    }
}
