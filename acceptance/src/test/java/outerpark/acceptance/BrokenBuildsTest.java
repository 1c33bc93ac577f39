package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import outerpark.acceptance.BrokenBuild.Change;
import outerpark.acceptance.Nemesis.Victim;

/**
 * The same things happen to the product as it is and to builds of it with one protection taken out: the checker is
 * content with the one and catches each of the others.
 */
class BrokenBuildsTest {

    private static final int SEATS = 1_000_000;
    private static final int A_WHILE = 200;

    /** A saga that a crash has interrupted goes on well before that. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    /** Holds are asked about at once, so that many a question meets a reservation in the making. */
    private static final Map<String, String> HASTY = Map.of(
            "OUTERPARK_PAYMENT_TURNS_CLAIM_FOR", "6s",
            "OUTERPARK_PAYMENT_ANSWERS_WRITE_WITHIN", "2s",
            "OUTERPARK_MUSICAL_PENDING_ASK_AFTER", "1ms",
            "OUTERPARK_MUSICAL_PENDING_ASK_EVERY", "1s");

    @TempDir
    private Path folder;

    @Test
    @Tag("long")
    void theProductAsItIsBearsAllOfIt() {
        assertThat(brokenRules(Standalone.JAR)).isEmpty();
    }

    static Stream<Arguments> brokenBuilds() {
        return Stream.of(
                Arguments.of(
                        "no tombstones",
                        List.of(
                                new Change(
                                        "reservation",
                                        "outerpark.reservation.ReservationHoldFates",
                                        "ReservationStore.abandon(connection, unknown);",
                                        ""),
                                new Change(
                                        "musical",
                                        "outerpark.musical.domain.SeatLedger",
                                        "create(new Hold.Released(request.holdId(), request.musicalId(),"
                                                + " request.seats()));",
                                        "")),
                        List.of("at the end the seats taken are those of the live reservations")),
                Arguments.of(
                        "an outbox by bare sequence",
                        List.of(new Change(
                                "common",
                                "outerpark.common.events.Outbox",
                                "SELECT pg_advisory_xact_lock(hashtext('outbox:' || current_schema()))",
                                "SELECT 1")),
                        List.of(
                                "every saga ended",
                                "at the end the seats taken are those of the live reservations",
                                "payment, notices and view tell what reservation tells")),
                Arguments.of(
                        "an effect that is not idempotent",
                        List.of(new Change(
                                "notice",
                                "outerpark.notice.domain.Notice",
                                "event.eventId(), data.reservationId(), message.kind()",
                                "UUID.randomUUID(), data.reservationId(), message.kind()")),
                        List.of("every effect happened once")),
                Arguments.of(
                        "an answer before the commit",
                        List.of(new Change(
                                "common",
                                "outerpark.common.batching.GroupCommit",
                                "List<A> answers = database.write(transaction -> work.perform(transaction, requests));",
                                """
                                List<A> answers = database.write(transaction -> {
                                    List<A> early = work.perform(transaction, requests);
                                    for (int i = 0; i < batch.size(); i++) {
                                        batch.get(i).answer(early.get(i));
                                    }
                                    return early;
                                });
                                """)),
                        List.of("every reservation that was acknowledged is there, as it was acknowledged")));
    }

    /** A line that stands no longer where it stood is noticed by the short tests. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenBuilds")
    void eachCanBeMade(String name, List<Change> changes) {
        assertThat(BrokenBuild.in(folder, changes)).as(name).isRegularFile();
    }

    /** One of the rules it breaks: which event is lost is chance, and with it who misses it. */
    @Tag("long")
    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenBuilds")
    void eachIsCaught(String name, List<Change> changes, List<String> rules) {
        assertThat(brokenRules(BrokenBuild.in(folder, changes))).as(name).containsAnyElementsOf(rules);
    }

    private static List<String> brokenRules(Path jar) {
        try (Standalone system = Standalone.of(jar, HASTY)) {
            system.start();
            Nemesis nemesis = new Nemesis(system);
            CheckedLoad load = CheckedLoad.on(system, SEATS, 1);
            load.goesOnFor(2 * A_WHILE);
            nemesis.deliverEverythingAgain();
            load.goesOnFor(A_WHILE);
            nemesis.refuseSomeCommits();
            load.goesOnFor(A_WHILE);
            nemesis.refuseNoCommits();
            nemesis.strike(Victim.POSTGRES);
            load.goesOnFor(A_WHILE / 2);
            nemesis.strike(Victim.EVERYTHING);
            load.goesOnFor(A_WHILE / 2);
            return load.verdict(PATIENCE).broken();
        }
    }
}
