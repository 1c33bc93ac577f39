package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static outerpark.acceptance.BoxOffice.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.acceptance.BoxOffice.Booked;

/** A poison event is parked alone, seen by those who operate the system, and replayed or dropped; the rest goes on. */
class DeadLettersTest {

    private static final String LETTERS = "/operations/dead-letters";
    private static final List<String> LISTENERS_OF_PAYMENT =
            List.of("customercenter", "notice", "reservation-payments");

    private static final Standalone SYSTEM = Standalone.fresh(Map.of());
    private static final Superuser SUPERUSER = new Superuser(SYSTEM);

    @TempDir
    static Path folder;

    private final BoxOffice office = new BoxOffice(SYSTEM);

    @BeforeAll
    static void start() {
        SYSTEM.start();
    }

    @AfterAll
    static void stop() {
        SYSTEM.close();
    }

    @Test
    void anEventThatNobodyCanReadIsParkedByAllWhoListenAndBookingsGoOn() {
        String story = "poison-" + UUID.randomUUID();
        UUID eventId = SUPERUSER.tell("payment", "SeatsPainted", "somebody", story, "{\"colour\": \"red\"}");
        Booked booked = office.reserve(office.musical(5, 1_000), 1);
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        office.awaitNotices(booked, "PAYMENT_APPROVED");

        List<JsonNode> parked = awaitParked(story, LISTENERS_OF_PAYMENT.size());
        assertThat(parked)
                .extracting(letter -> letter.path("handler").asText())
                .containsExactlyInAnyOrderElementsOf(LISTENERS_OF_PAYMENT);
        assertThat(parked).allSatisfy(letter -> {
            assertThat(letter.path("source").asText()).isEqualTo("payment");
            assertThat(letter.path("type").asText()).isEqualTo("SeatsPainted");
            assertThat(letter.path("subject").asText()).isEqualTo("somebody");
            assertThat(letter.path("eventId").asText()).isEqualTo(eventId.toString());
            assertThat(letter.path("error").asText()).contains("unknown event SeatsPainted");
            assertThat(letter.has("data")).isFalse();
        });
        parked.forEach(letter -> awaitGauge(letter, 1));
        assertThat(linesOf(story))
                .hasSize(LISTENERS_OF_PAYMENT.size())
                .allSatisfy(line -> assertThat(line)
                        .contains("[" + story + "]", "SeatsPainted " + eventId + " of somebody")
                        .contains("see ./outerpark dead-letters show "));

        for (JsonNode letter : parked) {
            String path = pathOf(letter);
            assertThat(office.manager()
                            .get(path)
                            .expect(200)
                            .json()
                            .path("data")
                            .asText())
                    .isEqualTo("{\"colour\": \"red\"}");
            JsonNode refusal = office.manager().post(path + "/replay", "").problem(409, "event-refused");
            assertThat(refusal.path("attempts").asInt()).isEqualTo(2);
            JsonNode still = office.manager().get(path).expect(200).json();
            assertThat(still.path("attempts").asInt()).isEqualTo(2);
            assertThat(still.path("error").asText()).contains("unknown event SeatsPainted");
            JsonNode dropped = office.manager().delete(path).expect(200).json();
            assertThat(dropped.path("eventId").asText()).isEqualTo(eventId.toString());
            office.manager().get(path).problem(404, "not-found");
            awaitGauge(letter, 0);
        }
    }

    @Test
    void anEventThatAHandlerRefusesIsReplayedWhenTheCauseIsGone() {
        SUPERUSER.execute("ALTER TABLE notice.notice ADD CONSTRAINT speechless CHECK (kind <> 'PAYMENT_APPROVED')"
                + " NOT VALID");
        String story = "speechless-" + UUID.randomUUID();
        Answer placed = office.guest()
                .with("Correlation-Id", story)
                .post("/reservations", BoxOffice.wish(office.musical(5, 1_000), 1));
        Booked booked = BoxOffice.booked(placed.expect(201));
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        JsonNode letter = awaitParked(story, 1).getFirst();
        assertThat(letter.path("error").asText()).contains("speechless");
        assertThat(office.notices(booked)).isEmpty();
        office.manager().post(pathOf(letter) + "/replay", "").problem(409, "event-refused");

        SUPERUSER.execute("ALTER TABLE notice.notice DROP CONSTRAINT speechless");
        JsonNode replayed = office.manager()
                .post(pathOf(letter) + "/replay", "")
                .expect(200)
                .json();
        assertThat(replayed.path("subject").asText()).isEqualTo(booked.id());
        assertThat(office.notices(booked)).containsExactly("PAYMENT_APPROVED");
        eventually().until(() -> office.history(booked).contains("NoticeSent"));
        office.manager().post(pathOf(letter) + "/replay", "").problem(404, "not-found");
        awaitGauge(letter, 0);
    }

    @Test
    void theCommandListsShowsReplaysAndDrops() {
        SUPERUSER.execute(
                "ALTER TABLE notice.notice ADD CONSTRAINT wordless CHECK (kind <> 'PAYMENT_APPROVED') NOT VALID");
        String story = "command-" + UUID.randomUUID();
        Answer placed = office.guest()
                .with("Correlation-Id", story)
                .post("/reservations", BoxOffice.wish(office.musical(5, 1_000), 1));
        Booked booked = BoxOffice.booked(placed.expect(201));
        String notices = idOf(awaitParked(story, 1).getFirst());
        SUPERUSER.tell("notice", "NoticeSent", booked.id(), story, "{}");
        String broken = awaitParked(story, 2).stream()
                .map(DeadLettersTest::idOf)
                .filter(id -> !id.equals(notices))
                .findFirst()
                .orElseThrow();

        assertThat(said(0, "list")).contains(notices, broken, "wordless", "NoticeSent", booked.id(), "2 dead letters");
        assertThat(said(0, "list", "--service", "notice")).contains(notices).doesNotContain(broken);
        assertThat(said(0, "show", notices))
                .contains("wordless", "PaymentApproved", booked.id(), story, "\"paymentId\"");
        assertThat(said(1, "replay", "all"))
                .contains(notices + "  still refused: ", broken + "  still refused: broken data of NoticeSent");
        SUPERUSER.execute("ALTER TABLE notice.notice DROP CONSTRAINT wordless");
        assertThat(said(1, "replay", "all")).contains(notices + "  acted on: PaymentApproved", broken);
        office.awaitNotices(booked, "PAYMENT_APPROVED");
        assertThat(said(0, "drop", broken)).contains(broken + "  dropped: NoticeSent", "{}");
        assertThat(said(1, "drop", broken)).contains("is not there");
        assertThat(said(0, "list")).contains("no dead letters");
        assertThat(said(0, "replay", "all")).contains("no dead letters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "paint",
                "show",
                "show notice",
                "drop all",
                "list notice/1",
                "replay notice/x",
                "list --loud 1"
            })
    void aCommandThatMakesNoSenseIsSaidSo(String words) {
        Console console = command(words.isEmpty() ? new String[0] : words.split(" "));
        console.refusesToStart(2, "./outerpark help");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /operations/dead-letters",
        "GET, /operations/dead-letters/notice/1",
        "POST, /operations/dead-letters/notice/1/replay",
        "DELETE, /operations/dead-letters/notice/1"
    })
    void theyAreForTheManagerAlone(String method, String path) {
        office.guest().send(method, path, null).problem(401, "unauthenticated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"notice/999999999", "notice/x", "nobody/1", "notice/99999999999999999999"})
    void whatDoesNotExistIsNotFound(String id) {
        office.manager().get(LETTERS + "/" + id).problem(404, "not-found");
        office.manager().delete(LETTERS + "/" + id).problem(404, "not-found");
        office.manager().post(LETTERS + "/" + id + "/replay", "").problem(404, "not-found");
    }

    @Test
    void aListGoesBackToItsLimitAndNoFurther() {
        office.manager().get(LETTERS + "?page=49&size=200").expect(200);
        office.manager().get(LETTERS + "?page=50&size=200").violates("page");
        office.manager().get(LETTERS + "?service=nobody").violates("service");
        office.manager().get(LETTERS + "?page=-1").violates("page");
    }

    private List<JsonNode> awaitParked(String story, int count) {
        List<JsonNode> found = new ArrayList<>();
        eventually().until(() -> {
            found.clear();
            office.manager()
                    .get(LETTERS + "?size=200")
                    .expect(200)
                    .json()
                    .path("items")
                    .forEach(letter -> {
                        if (letter.path("correlationId").asText().equals(story)) {
                            found.add(letter);
                        }
                    });
            return found.size() == count;
        });
        return found;
    }

    private void awaitGauge(JsonNode letter, int value) {
        String gauge = "outerpark_events_dead_letters{handler=\"%s\",service=\"%s\",source=\"%s\"} %d.0"
                .formatted(
                        letter.path("handler").asText(),
                        letter.path("service").asText(),
                        letter.path("source").asText(),
                        value);
        eventually().until(() -> SYSTEM.metrics().contains(gauge));
    }

    /** The lines of the product's log that have these words in them. */
    private static List<String> linesOf(String words) {
        try {
            return Files.readAllLines(SYSTEM.dataFolder().resolve("logs/outerpark.log")).stream()
                    .filter(line -> line.contains(words))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pathOf(JsonNode letter) {
        return LETTERS + "/" + idOf(letter);
    }

    private static String idOf(JsonNode letter) {
        return letter.path("service").asText() + "/" + letter.path("id").asText();
    }

    /** What the command says on its standard output, when it has ended with that code. */
    private static String said(int exitCode, String... words) {
        Console console = command(words);
        assertThat(console.exitCode(Duration.ofSeconds(60)))
                .as(console.toString())
                .isEqualTo(exitCode);
        assertThat(console.err()).isEmpty();
        return console.out();
    }

    private static Console command(String... words) {
        List<String> all = new ArrayList<>(List.of("dead-letters"));
        all.addAll(List.of(words));
        all.addAll(List.of("--url", SYSTEM.base().toString()));
        return Console.start(
                folder,
                Standalone.productCommand(all.toArray(String[]::new)),
                Map.of("OUTERPARK_MANAGER_PASSWORD", SYSTEM.managerPassword()));
    }
}
