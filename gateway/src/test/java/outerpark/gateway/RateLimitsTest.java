package outerpark.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each client may ask so often and no more; none can use up what another has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RateLimitsTest {

    private static final String LIMIT = "outerpark.gateway.rate-limit.";
    private static final String TRUST = "outerpark.gateway.trusted-proxies";
    private static final int REFUSED = 429;

    private final StandIn service = StandIn.named("done");

    @AfterAll
    void close() {
        service.close();
    }

    @Test
    void thereIsNoneUnlessItIsSet() {
        try (UnderTest gateway = UnderTest.before(service)) {
            for (int i = 0; i < 300; i++) {
                assertThat(gateway.get("/musicals").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void anAddressHasItsRequestsAndGetsThemBackWithTime() {
        try (UnderTest gateway = limited("address", 1, 3)) {
            List<Answer> answers = ask(gateway, "/musicals", 10);
            assertThat(answers.subList(0, 3)).allMatch(answer -> answer.status() == 200);
            Answer refused = answers.stream()
                    .filter(answer -> answer.status() == REFUSED)
                    .findFirst()
                    .orElseThrow();
            refused.problem(REFUSED, "rate-limited");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            await().until(() -> gateway.get("/nowhere").status() == 404);
            assertThat(gateway.metrics()
                            .get("outerpark.gateway.rate_limited")
                            .tag("limit", "address")
                            .counter()
                            .count())
                    .isPositive();
        }
    }

    @Test
    void whereARequestComesFromIsWhatTheConnectionSays() {
        try (UnderTest gateway = limited("address", 1, 1)) {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                answers.add(gateway.get("/musicals", "X-Forwarded-For", "192.0.2." + i));
            }
            assertThat(answers).anyMatch(answer -> answer.status() == REFUSED);
        }
    }

    @Test
    void orWhatATrustedProxySays() {
        try (UnderTest gateway = limited("address", 1, 1, TRUST, "127.0.0.1,10.0.0.0/8")) {
            for (int i = 0; i < 10; i++) {
                assertThat(gateway.get("/musicals", "X-Forwarded-For", "192.0.2." + i)
                                .status())
                        .isEqualTo(200);
                // What the client itself has written stands before what the proxies saw, and is nobody's word.
                String chain = "192.0.2.200, 198.51.100." + i + ", 10.1.2.3";
                assertThat(gateway.get("/musicals", "X-Forwarded-For", chain).status())
                        .isEqualTo(200);
            }
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String chain = "192.0.2." + i + ", 203.0.113.7, 10.1.2.3";
                answers.add(gateway.get("/musicals", "X-Forwarded-For", chain));
            }
            assertThat(answers).anyMatch(answer -> answer.status() == REFUSED);
        }
    }

    @Test
    void allAddressesOfOneIpv6NetworkAreOneClient() {
        try (UnderTest gateway = limited("address", 1, 1, TRUST, "127.0.0.1")) {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                answers.add(gateway.get("/musicals", "X-Forwarded-For", "2001:db8:1:2::" + i));
            }
            assertThat(answers).anyMatch(answer -> answer.status() == REFUSED);
            assertThat(gateway.get("/musicals", "X-Forwarded-For", "2001:db8:1:3::1")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aCallerHasItsOwnWhereverItAsksFrom() {
        try (UnderTest gateway = limited("caller", 1, 1)) {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                answers.add(gateway.get("/musicals", "Authorization", "Basic YTph"));
                assertThat(gateway.get("/musicals", "Authorization", "Basic other" + i)
                                .status())
                        .isEqualTo(200);
                assertThat(gateway.get("/musicals").status()).isEqualTo(200);
            }
            assertThat(answers).anyMatch(answer -> answer.status() == REFUSED);
        }
    }

    @Test
    void reservationsMayHaveALimitOfTheirOwn() {
        try (UnderTest gateway = limited("reservations", 1, 1)) {
            List<Answer> answers = new ArrayList<>();
            int before = service.seen().size();
            for (int i = 0; i < 10; i++) {
                answers.add(gateway.post("/reservations", "{}"));
                assertThat(gateway.get("/reservations/summary").status()).isEqualTo(200);
                assertThat(gateway.post("/payments", "{}").status()).isEqualTo(200);
            }
            long refused = answers.stream()
                    .filter(answer -> answer.status() == REFUSED)
                    .count();
            assertThat(refused).isPositive();
            assertThat(service.seen().size() - before).isEqualTo(30 - refused);
        }
    }

    @Test
    void onlySoManyClientsAreRemembered() {
        try (UnderTest gateway = limited("address", 1, 100, TRUST, "127.0.0.1", LIMIT + "remembered-max", "50")) {
            for (int i = 0; i < 500; i++) {
                gateway.get("/musicals", "X-Forwarded-For", "10.0." + i / 250 + "." + i % 250);
            }
            assertThat(gateway.metrics()
                            .get("outerpark.gateway.rate_limit.remembered")
                            .tag("limit", "address")
                            .gauge()
                            .value())
                    .isBetween(1.0, 50.0);
        }
    }

    private UnderTest limited(String limit, int perSecond, int burst, String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        settings.addAll(List.of(LIMIT + limit + ".per-second", Integer.toString(perSecond)));
        settings.addAll(List.of(LIMIT + limit + ".burst", Integer.toString(burst)));
        return UnderTest.before(service, settings.toArray(String[]::new));
    }

    private static List<Answer> ask(UnderTest gateway, String path, int times) {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(gateway.get(path));
        }
        return answers;
    }
}
