package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import outerpark.acceptance.SteadyLoad.Ask;

/** The payment provider is away under load: everything is sold, and paid when it is back. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class ProviderOutageTest {

    private static final int SEATS = 1_000_000;
    private static final int FEW = 2;
    private static final int MANY = 6;
    private static final Duration PAID_WITHIN = Duration.ofMinutes(10);

    private final SystemUnderTest system;
    private final BoxOffice office;

    ProviderOutageTest(SystemUnderTest system) {
        this.system = system;
        office = new BoxOffice(system);
    }

    @Test
    void everythingIsSoldWithoutTheProviderAndPaidWhenItIsBack() {
        everythingIsSoldAndPaid(Duration.ofSeconds(5), FEW);
    }

    @Test
    @Tag("long")
    void everythingIsSoldWithoutTheProviderForTenMinutes() {
        everythingIsSoldAndPaid(Duration.ofMinutes(10), MANY);
    }

    private void everythingIsSoldAndPaid(Duration time, int customers) {
        long musical = office.musical(SEATS, 1_000);
        try (SteadyLoad warmUp = SteadyLoad.on(system, office.musical(SEATS, 1_000), customers)) {
            warmUp.goesSmoothly();
        }
        Duration back;
        long sold;
        try (Sandbox sandbox = Sandbox.turned(office, "{\"down\": true}")) {
            SteadyLoad load = SteadyLoad.on(system, musical, customers);
            try (load) {
                load.goesOnFor(time);
            }
            List<Ask> all = load.since(Duration.ZERO);
            assertThat(all).as("refused").filteredOn(ask -> !ask.isAccepted()).isEmpty();
            sold = all.size();
            System.out.printf(
                    "without the provider for %s: %d sold, the slowest in %d ms, %d wait to be paid%n",
                    time,
                    sold,
                    all.stream()
                            .map(Ask::took)
                            .max(Comparator.naturalOrder())
                            .orElseThrow()
                            .toMillis(),
                    Sandbox.provider(office).path("waiting").asLong());
            back = SteadyLoad.now();
            sandbox.atRest();
            await().atMost(PAID_WITHIN)
                    .untilAsserted(() -> assertThat(office.paid(musical)).isEqualTo(sold));
        }
        System.out.printf(
                "all of them are paid %d s after its return%n",
                SteadyLoad.now().minus(back).toSeconds());
    }
}
