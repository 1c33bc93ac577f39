package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** The sandbox provider's dial, which goes back to rest, and the system with it, when the test is done. */
final class Sandbox implements AutoCloseable {

    private final BoxOffice office;

    private Sandbox(BoxOffice office) {
        this.office = office;
    }

    /** Turns the dial; what the JSON leaves out is at rest. */
    static Sandbox turned(BoxOffice office, String json) {
        Sandbox sandbox = new Sandbox(office);
        sandbox.turn(json);
        return sandbox;
    }

    void turn(String json) {
        office.manager().put("/payments/sandbox", json).expect(200);
    }

    /** Prompt and willing again. */
    void atRest() {
        turn("{}");
    }

    static JsonNode provider(BoxOffice office) {
        return office.manager().get("/payments/provider").expect(200).json();
    }

    /** Returns when nothing waits for the provider any more and the breaker lets everything through. */
    @Override
    public void close() {
        atRest();
        long free = office.musical(1_000, 1_000);
        BoxOffice.eventually().untilAsserted(() -> {
            // A half-open breaker closes after some good calls: without payments it stays as it is.
            office.awaitPayment(office.reserve(free, 1), "APPROVED");
            assertThat(provider(office).path("waiting").asLong()).isZero();
            assertThat(provider(office).path("breaker").asText()).isEqualTo("CLOSED");
        });
    }
}
