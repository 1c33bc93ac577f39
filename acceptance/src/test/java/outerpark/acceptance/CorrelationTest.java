package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer, whatever it says, carries the caller's correlation id, or one made up for it. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class CorrelationTest {

    private static final String HEADER = "Correlation-Id";

    private final BoxOffice office;

    CorrelationTest(SystemUnderTest system) {
        office = new BoxOffice(system);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /musicals, 200",
        "GET, /reservations, 200",
        "GET, /reservations/summary, 200",
        "GET, /payments/provider, 200",
        "GET, /payments/sandbox, 200",
        "GET, /musicals/9223372036854775807, 404",
        "GET, /musicals/x, 400",
        "GET, /nowhere, 404",
        "GET, /, 404",
        "DELETE, /musicals, 405",
        "GET, /q/health/live, 200",
        "GET, /q/health/ready, 200",
        "GET, /q/metrics, 200",
        "GET, /q/openapi, 200",
        "GET, /q/nowhere, 404",
    })
    void theCallersIdComesBackWithEveryAnswer(String method, String path, int status) {
        String id = "call " + UUID.randomUUID();
        Answer answer = office.manager().with(HEADER, id).send(method, path, null);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header(HEADER)).contains(id);
    }

    @Test
    void itComesBackWithEveryRefusal() {
        long musical = office.musical(1);
        Client guest = office.guest().with(HEADER, "mine");
        String wish = BoxOffice.wish(musical, 2);
        guest.post("/reservations", wish).problem(409, "insufficient-seats");
        guest.post("/reservations", "{").problem(400, "invalid-request");
        guest.with("Content-Type", "text/plain").post("/reservations", wish).problem(415, "unsupported-media-type");
        guest.with("Accept", "text/html").get("/musicals").problem(406, "not-acceptable");
        guest.post("/musicals", "{}").problem(401, "unauthenticated");
        guest.with("Reservation-Token", "x")
                .get("/reservations/" + UUID.randomUUID())
                .problem(403, "forbidden");
        Answer tooLarge = RawRequest.of(office.system(), "POST", "/reservations")
                .with(HEADER, "mine")
                .with("Content-Type", "application/json")
                .with("Content-Length", "10000000")
                .send(new byte[0]);
        tooLarge.problem(413, "payload-too-large");
        assertThat(tooLarge.header(HEADER)).contains("mine");
    }

    @Test
    void itComesBackWithWhatWasDone() {
        Client guest = office.guest().with(HEADER, "mine");
        Answer placed = guest.post("/reservations", BoxOffice.wish(office.musical(1), 1))
                .expect(201);
        assertThat(placed.header(HEADER)).contains("mine");
        Answer cancelled = office.owner(BoxOffice.booked(placed))
                .with(HEADER, "mine too")
                .delete("/reservations/" + BoxOffice.booked(placed).id())
                .expect(202);
        assertThat(cancelled.header(HEADER)).contains("mine too");
        Answer exported =
                office.manager().with(HEADER, "mine").with("Accept", "text/csv").get("/reservations?q=nobody");
        assertThat(exported.header(HEADER)).contains("mine");
    }

    @Test
    void oneIsMadeUpForWhoSendsNone() {
        String first = office.guest().get("/musicals").header(HEADER).orElseThrow();
        String second = office.guest().get("/musicals").header(HEADER).orElseThrow();
        assertThat(first).isNotBlank().isNotEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 128})
    void itIsKeptUpToItsGreatestLength(int length) {
        String id = "~".repeat(length);
        assertThat(office.guest().with(HEADER, id).get("/musicals").header(HEADER))
                .contains(id);
    }

    @Test
    void oneThatIsTooLongIsReplaced() {
        String id = "x".repeat(129);
        assertThat(office.guest().with(HEADER, id).get("/musicals").header(HEADER))
                .hasValueSatisfying(given -> assertThat(given).isNotBlank().doesNotContain("xx"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "caf\u00e9", "\ud55c\uae00", "tab\there"})
    void oneThatIsNotPrintableAsciiIsReplaced(String id) {
        Answer answer = RawRequest.of(office.system(), "GET", "/musicals")
                .with(HEADER, id)
                .send(new byte[0]);
        assertThat(answer.headers().get(HEADER))
                .singleElement()
                .satisfies(given ->
                        assertThat(given).matches("[\\x20-\\x7E]{1,128}").isNotEqualTo(id));
    }
}
