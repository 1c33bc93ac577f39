package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.acceptance.BoxOffice.Booked;

/** The view can be dropped at any time: what is made anew from the services' events is the same, to the byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RebuildViewTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int BOOKINGS = 40;

    /** One event a transaction makes a rebuilding long enough to look at. */
    private final Standalone system = Standalone.fresh(Map.of(
            "OUTERPARK_EVENTS_BATCH_MAX", "1",
            "OUTERPARK_PAYMENT_RETRY_FIRST", "200ms",
            "OUTERPARK_CUSTOMERCENTER_STREAMS_HEARTBEAT_EVERY", "500ms"));

    private final BoxOffice office = new BoxOffice(system);

    private List<Booked> booked = List.of();
    private Map<String, String> before = Map.of();

    @TempDir
    private Path folder;

    @BeforeAll
    void fill() {
        system.start();
        booked = bookingsInManyStates();
        before = stories(booked);
    }

    @AfterAll
    void close() {
        system.close();
    }

    @Test
    void theCommandRebuildsIdenticalStoriesWhileNewBookingsArrive() {
        long musical = office.musical(1_000, 1_000);
        ConcurrentLinkedQueue<Booked> meanwhile = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> bookings = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                meanwhile.add(office.reserve(musical, 1));
            }
        });

        try (EventStream stream = EventStream.of(system, booked.getFirst())) {
            int steps = office.history(booked.getFirst()).size();
            BoxOffice.eventually().until(() -> stream.messages().size() == steps);
            Console command = command("rebuild-view");
            assertThat(command.exitCode(PATIENCE)).as(command.toString()).isZero();
            assertThat(command.out()).contains("is being rebuilt", "events to go", "is rebuilt");
            assertThat(stories(booked)).isEqualTo(before);
            BoxOffice.eventually().until(() -> stream.messages().size() == 2 * steps);
            assertThat(stream.steps().subList(steps, 2 * steps))
                    .as("after a rebuilding the story begins anew")
                    .isEqualTo(office.history(booked.getFirst()));
            assertThat(stream.isEnded()).isFalse();
        } finally {
            over.set(true);
            bookings.join();
        }

        assertThat(meanwhile).isNotEmpty();
        assertThat(meanwhile)
                .allSatisfy(each -> BoxOffice.eventually()
                        .untilAsserted(() -> assertThat(office.history(each))
                                .containsExactlyInAnyOrder(
                                        "ReservationPlaced", "PaymentApproved", "ReservationConfirmed", "NoticeSent")));
        BoxOffice.eventually()
                .untilAsserted(() -> assertThat(view().path("behind").asLong()).isZero());
    }

    @Test
    void killedInTheMiddleItGoesOnAfterTheNextStart() {
        JsonNode begun = office.manager()
                .post("/operations/view/rebuild", "{}")
                .expect(202)
                .json();
        assertThat(begun.path("state").asText()).isEqualTo("REBUILDING");
        assertThat(begun.path("behind").asLong()).isPositive();
        Answer refused = office.owner(booked.getFirst())
                .impatient()
                .get("/myPages/" + booked.getFirst().id());
        refused.problem(503, "temporarily-unavailable");
        assertThat(refused.header("Retry-After")).isPresent();
        BoxOffice.eventually()
                .pollInterval(Duration.ofMillis(5))
                .until(() ->
                        view().path("behind").asLong() < begun.path("behind").asLong());
        system.kill();

        system.start();
        BoxOffice.eventually()
                .untilAsserted(() -> assertThat(view().path("state").asText()).isEqualTo("CURRENT"));
        assertThat(view().path("rebuildBegunAt")).isEqualTo(begun.path("rebuildBegunAt"));
        assertThat(stories(booked)).isEqualTo(before);
    }

    @Test
    void askedForAgainItGoesOnAsItIsAndOnceMoreItIsTheSame() {
        JsonNode first = office.manager()
                .post("/operations/view/rebuild", "{}")
                .expect(202)
                .json();
        JsonNode again = office.manager()
                .post("/operations/view/rebuild", "{}")
                .expect(202)
                .json();
        assertThat(again.path("state").asText()).isEqualTo("REBUILDING");
        assertThat(again.path("rebuildBegunAt")).isEqualTo(first.path("rebuildBegunAt"));
        BoxOffice.eventually()
                .untilAsserted(() -> assertThat(view().path("state").asText()).isEqualTo("CURRENT"));
        assertThat(command("rebuild-view").exitCode(PATIENCE)).isZero();
        assertThat(view().path("rebuildBegunAt")).isNotEqualTo(first.path("rebuildBegunAt"));
        assertThat(stories(booked)).isEqualTo(before);
    }

    @Test
    void whatWasParkedIsInTheViewAfterwardsAndOnlyPoisonIsParkedAgain() {
        Superuser database = new Superuser(system);
        database.tell("payment", "SeatsPainted", "somebody", "poison", "{}");
        BoxOffice.eventually().until(() -> parked().equals(List.of("SeatsPainted")));
        database.execute("""
                INSERT INTO customercenter.dead_letter (handler, source, position, type, data, error)
                SELECT 'customercenter', 'notice', id, type, data, 'not now' FROM notice.outbox ORDER BY id LIMIT 1
                """);
        assertThat(parked()).contains("NoticeSent", "SeatsPainted");

        assertThat(command("rebuild-view").exitCode(PATIENCE)).isZero();
        assertThat(parked()).containsExactly("SeatsPainted");
        assertThat(stories(booked)).isEqualTo(before);
    }

    @Test
    void itIsRefusedIfOldEventsAreGoneForTheOlderStoriesWouldBeLost() {
        Superuser database = new Superuser(system);
        database.execute("INSERT INTO payment.outbox_cut (before) VALUES (current_date)");
        try {
            JsonNode problem =
                    office.manager().post("/operations/view/rebuild", "{}").problem(409, "log-incomplete");
            assertThat(problem.path("detail").asText()).contains("payment");
            command("rebuild-view").refusesToStart(1, "409", "payment");
            assertThat(stories(booked)).isEqualTo(before);
            assertThat(view().path("state").asText()).isEqualTo("CURRENT");
        } finally {
            database.execute("DELETE FROM payment.outbox_cut");
        }
    }

    /** As a backup does. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOCK TABLE customercenter.story IN ACCESS SHARE MODE",
                "SELECT pg_advisory_xact_lock(hashtext('outbox days dropped:payment'))"
            })
    void itGivesUpWhileSomebodyReadsTheWholeViewOrDropsOldDaysAndHasDoneNothing(String what) throws Exception {
        try (AutoCloseable busy = new Superuser(system).begun(what)) {
            assertThat(busy).isNotNull();
            office.manager().impatient().post("/operations/view/rebuild", "{}").problem(503, "temporarily-unavailable");
        }
        assertThat(view().path("state").asText()).isEqualTo("CURRENT");
        assertThat(stories(booked)).isEqualTo(before);
    }

    @Test
    void itIsTheManagersAlone() {
        office.guest().post("/operations/view/rebuild", "{}").problem(401, "unauthenticated");
        office.guest().get("/operations/view").problem(401, "unauthenticated");
        assertThat(view().path("state").asText()).isEqualTo("CURRENT");
        assertThat(view().path("sources").findValuesAsText("service"))
                .containsExactly("musical", "notice", "payment", "reservation");

        Console nonsense = command("rebuild-view", "now");
        nonsense.refusesToStart(2, "now");
    }

    /** Confirmed, cancelled, declined and deferred; returns when nothing moves any more. */
    private List<Booked> bookingsInManyStates() {
        long paid = office.musical(1_000, 1_000);
        List<Booked> booked = new ArrayList<>();
        for (int i = 0; i < BOOKINGS; i++) {
            booked.add(office.reserve(i % 3 == 0 ? office.musical(5) : paid, 1));
        }
        for (int i = 0; i < BOOKINGS; i += 4) {
            office.cancel(booked.get(i));
        }
        try (Sandbox sandbox = Sandbox.turned(office, """
                {"declineRate": 1.0}""")) {
            booked.add(office.reserve(paid, 1));
            office.awaitEverywhere(booked.getLast(), "CANCELLED", "DECLINED");
            sandbox.turn("""
                    {"down": true}""");
            booked.add(office.reserve(paid, 1));
            office.awaitPayment(booked.getLast(), "DEFERRED");
        }
        BoxOffice.eventually()
                .untilAsserted(() -> assertThat(view().path("behind").asLong()).isZero());
        awaitRest(booked);
        return booked;
    }

    /** Two looks at all stories that are the same, with everything told in the view before either. */
    private void awaitRest(List<Booked> booked) {
        Map<String, String> last = new TreeMap<>();
        BoxOffice.eventually().pollInterval(Duration.ofSeconds(1)).until(() -> {
            Map<String, String> now = stories(booked);
            boolean isAtRest = now.equals(last) && view().path("behind").asLong() == 0;
            last.putAll(now);
            return isAtRest;
        });
    }

    private Map<String, String> stories(List<Booked> booked) {
        Map<String, String> stories = new TreeMap<>();
        booked.forEach(each -> stories.put(
                each.id(),
                office.owner(each).get("/myPages/" + each.id()).expect(200).body()));
        return stories;
    }

    /** The types of the view's dead letters. */
    private List<String> parked() {
        return office.manager()
                .get("/operations/dead-letters?handler=customercenter")
                .expect(200)
                .json()
                .path("items")
                .findValuesAsText("type");
    }

    private JsonNode view() {
        return office.manager().get("/operations/view").expect(200).json();
    }

    private Console command(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--url", system.base().toString()));
        return Console.start(
                folder,
                Standalone.productCommand(all.toArray(String[]::new)),
                Map.of("OUTERPARK_MANAGER_PASSWORD", system.managerPassword()));
    }
}
