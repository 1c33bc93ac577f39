package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A provider that is much slower than customers come: they are told to pay a little later, then sales pause, and all of
 * it ends by itself.
 */
@EitherTopology
@ExtendWith(SharedSystem.class)
class PausedSalesTest {

    /** The provider is asked 4 at once: 8 a second are paid. */
    private static final String SLOW = "{\"latencyMs\": 500}";

    /** Each comes again after a tenth of a second: many times as many as are paid. */
    private static final int CUSTOMERS = 20;

    private static final int SEATS = 100_000;

    private final SystemUnderTest system;
    private final BoxOffice office;

    PausedSalesTest(@Hasty SystemUnderTest system) {
        this.system = system;
        office = new BoxOffice(system);
    }

    @Test
    void theFirstMarkPutsPaymentOffAndTheSecondPausesSalesUntilPaymentCatchesUp() {
        long musical = office.musical(SEATS, 50_000);
        try (Sandbox sandbox = Sandbox.turned(office, SLOW);
                SteadyLoad load = SteadyLoad.on(system, musical, CUSTOMERS)) {
            BoxOffice.eventually()
                    .untilAsserted(() -> assertThat(load.since(Duration.ZERO))
                            .anySatisfy(ask -> assertThat(ask.said())
                                    .contains("\"payment\":{\"status\":\"DEFERRED\",\"retryAfterSeconds\":")));
            BoxOffice.eventually().untilAsserted(() -> {
                Answer answer = office.guest().impatient().post("/reservations", BoxOffice.wish(musical, 1));
                answer.problem(503, "temporarily-unavailable");
                assertThat(answer.body()).contains("wait to be paid");
                assertThat(answer.header("Retry-After")).hasValue("3");
            });
            BoxOffice.eventually()
                    .untilAsserted(
                            () -> assertThat(sales().path("sales").asText()).isEqualTo("PAUSED"));
            assertThat(sales().path("unpaid").asLong()).isPositive();

            // The provider is as slow as before, and yet some are taken again.
            long taken = load.accepted();
            BoxOffice.eventually().until(() -> load.accepted() > taken);
            sandbox.atRest();
        }
        BoxOffice.eventually().untilAsserted(() -> {
            assertThat(sales().path("sales").asText()).isEqualTo("OPEN");
            assertThat(sales().path("unpaid").asLong()).isZero();
        });
        long paid = summary(musical)
                .path("byStatus")
                .path("CONFIRMED")
                .path("seats")
                .asLong();
        assertThat(paid).isPositive();
        assertThat(office.reservableSeat(musical)).isEqualTo(SEATS - paid);
    }

    private JsonNode sales() {
        return office.manager().get("/reservations/summary").expect(200).json();
    }

    private JsonNode summary(long musical) {
        return office.manager()
                .get("/reservations/summary?musicalId=" + musical)
                .expect(200)
                .json();
    }
}
