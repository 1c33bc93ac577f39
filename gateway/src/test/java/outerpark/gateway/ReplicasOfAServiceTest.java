package outerpark.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The replicas of a service are asked in turn, and one that is away costs nobody an answer. */
class ReplicasOfAServiceTest {

    @Test
    void theyAreAskedInTurn() {
        try (StandIn a = StandIn.named("a");
                StandIn b = StandIn.named("b");
                UnderTest gateway = UnderTest.before(a.address() + "," + b.address())) {
            for (int i = 0; i < 20; i++) {
                gateway.post("/reservations", "{}");
            }
            assertThat(a.seen()).hasSize(10);
            assertThat(b.seen()).hasSize(10);
        }
    }

    @Test
    void requestsWithTheSameKeyGoToTheSameOne() {
        try (StandIn a = StandIn.named("a");
                StandIn b = StandIn.named("b");
                UnderTest gateway = UnderTest.before(a.address() + "," + b.address())) {
            Set<String> asked = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                String key = UUID.randomUUID().toString();
                String first = reserve(gateway, key);
                assertThat(reserve(gateway, key)).isEqualTo(first);
                assertThat(reserve(gateway, key.toUpperCase(Locale.ROOT))).isEqualTo(first);
                asked.add(first);
            }
            assertThat(asked).containsExactlyInAnyOrder("a", "b");
        }
    }

    private static String reserve(UnderTest gateway, String key) {
        return gateway.send("POST", "/reservations", "{}", "Idempotency-Key", key)
                .body();
    }

    @Test
    void whatCouldNotBeSentToOneIsSentToTheNextWhateverItIs() {
        try (StandIn there = StandIn.named("there");
                UnderTest gateway = UnderTest.before(StandIn.nobody() + "," + there.address())) {
            for (int i = 0; i < 10; i++) {
                assertThat(gateway.post("/reservations", "{\"seats\": 1}").body())
                        .isEqualTo("there");
            }
            assertThat(there.seen())
                    .hasSize(10)
                    .allMatch(seen -> seen.body().toString().equals("{\"seats\": 1}"));
        }
    }

    @Test
    void oneThatIsBackIsAskedAgain() {
        URI address = StandIn.nobody();
        try (StandIn there = StandIn.named("there");
                UnderTest gateway = UnderTest.before(
                        address + "," + there.address(), "outerpark.gateway.service.aside-for", "100ms")) {
            gateway.get("/musicals");
            gateway.get("/musicals");
            try (StandIn back =
                    StandIn.at(address, request -> request.response().end("back"))) {
                await().until(() -> gateway.get("/musicals").body().equals("back"));
                assertThat(back.seen()).hasSize(1);
            }
        }
    }

    @Test
    void whatOnlyReadsIsAskedOfAnotherIfOneBreaksOff() {
        try (StandIn breaking = StandIn.that(request -> request.connection().close());
                StandIn there = StandIn.named("there");
                UnderTest gateway = UnderTest.before(
                        breaking.address() + "," + there.address(), "outerpark.gateway.service.aside-for", "1h")) {
            for (int i = 0; i < 10; i++) {
                assertThat(gateway.get("/musicals").body()).isEqualTo("there");
            }
            assertThat(breaking.seen()).as("left aside after the first time").hasSize(1);
        }
    }
}
