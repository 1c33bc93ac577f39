package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.acceptance.SteadyLoad.Ask;

/**
 * A part of the cluster is away for a while, under load. Without musical nothing can be sold, which is said at once;
 * without any other part everything is sold as ever, and what was put off is made up for.
 */
@ClusterOnly
@ExtendWith(SharedSystem.class)
class OutageTest {

    private static final int SEATS = 1_000_000;
    private static final Duration A_MOMENT = Duration.ofSeconds(3);

    /** Of each kind: so many that two processors bear them, and a process that starts, on a new cluster. */
    private static final int FEW = 1;

    /** Of each kind: 60 bookings a second in all. */
    private static final int MANY = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final BoxOffice office;

    OutageTest(SystemUnderTest system) {
        cluster = (Cluster) system;
        office = new BoxOffice(system);
    }

    @Test
    void withoutMusicalNothingIsSoldUntilItIsBack() {
        withoutMusical(Duration.ofSeconds(5), FEW);
    }

    @Test
    @Tag("long")
    void withoutMusicalForTwentySecondsTheAnswerIsNoAtOnceAndYesSoonAfter() {
        Outage outage = withoutMusical(Duration.ofSeconds(20), MANY);
        assertThat(outage.refusals.get(outage.refusals.size() / 2)).isLessThan(Duration.ofMillis(20));
        assertThat(outage.untilSoldAgain).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void withoutKafkaEverythingIsSold() {
        everythingIsSoldWithout("kafka", Duration.ofSeconds(5), FEW);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"payment", "notice", "customercenter", "redis", "kafka"})
    void withoutAnotherPartForHalfAMinuteEverythingIsSold(String part) {
        everythingIsSoldWithout(part, Duration.ofSeconds(30), MANY);
    }

    /**
     * What came of an outage.
     *
     * @param refusals how long each took, the shortest first
     * @param untilSoldAgain from musical being ready
     */
    private record Outage(List<Duration> refusals, Duration untilSoldAgain) {}

    private Outage withoutMusical(Duration time, int clients) {
        CheckedLoad checked = CheckedLoad.moderatelyOn(cluster, SEATS, newSeed(), clients);
        Outage outage;
        try (SteadyLoad load = SteadyLoad.on(cluster, office.musical(SEATS, 1_000), clients)) {
            load.goesSmoothly();
            cluster.does("stop", "musical");
            List<Ask> refused = load.goesOnFor(time);
            assertThat(refused).extracting(Ask::status).containsOnly(503);
            cluster.does("start", "musical");
            Duration back = SteadyLoad.now();
            BoxOffice.eventually().until(() -> load.since(back).stream().anyMatch(Ask::isAccepted));
            Duration sold = load.since(back).stream()
                    .filter(Ask::isAccepted)
                    .map(ask -> ask.at().plus(ask.took()))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            outage = new Outage(refused.stream().map(Ask::took).sorted().toList(), sold.minus(back));
        }
        System.out.printf(
                "without musical for %s: %d refusals, median %d ms, the longest %d ms; sold again %d ms after its return%n",
                time,
                outage.refusals.size(),
                outage.refusals.get(outage.refusals.size() / 2).toMillis(),
                outage.refusals.getLast().toMillis(),
                outage.untilSoldAgain.toMillis());
        assertThat(checked.verdict(PATIENCE).broken()).isEmpty();
        return outage;
    }

    private void everythingIsSoldWithout(String part, Duration time, int clients) {
        CheckedLoad checked = CheckedLoad.moderatelyOn(cluster, SEATS, newSeed(), clients);
        long musical = office.musical(SEATS, 1_000);
        SteadyLoad load = SteadyLoad.on(cluster, musical, clients);
        try (load) {
            load.goesSmoothly();
            Duration begun = SteadyLoad.now();
            cluster.does("stop", part);
            load.goesOnFor(time);
            cluster.does("start", part);
            load.goesOnFor(A_MOMENT);
            List<Ask> all = load.since(begun);
            System.out.printf("without %s for %s: %d asked%n", part, time, all.size());
            assertThat(all)
                    .as("refused, of those asked from %s on", begun)
                    .filteredOn(ask -> !ask.isAccepted())
                    .isEmpty();
        }
        BoxOffice.eventually()
                .untilAsserted(() -> assertThat(office.paid(musical)).isEqualTo(load.accepted()));
        assertThat(checked.verdict(PATIENCE).broken()).isEmpty();
    }

    /** One that no other customers of this system have: their keys come of it. */
    private static long newSeed() {
        return System.nanoTime();
    }
}
