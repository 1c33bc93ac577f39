package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import outerpark.acceptance.BoxOffice.Booked;

/**
 * Data of the first version of the product, schemas 20261122.10, go on under this one. The backup was taken from a
 * system with a booking in every state, its provider down; beside it stands what that system answered about each.
 */
class UpgradeTest {

    private static final Path FIRST = Checkout.ROOT.resolve("acceptance/src/test/resources/upgrade");
    private static final JsonNode KNOWN = read(FIRST.resolve("20261122.10.json"));

    /** What the provider is asked about again and again, as long as it is down. */
    private static final Set<String> UNDER_WAY = Set.of("deferred", "refunding");

    /** Their time to pay ran out long ago; that they get some after an outage is tested elsewhere. */
    private static final Standalone SYSTEM = Standalone.restored(
            FIRST.resolve("20261122.10.backup"),
            KNOWN.path("managerPassword").asText(),
            Map.of("OUTERPARK_RESERVATION_DUE_GRACE_AFTER_START", "10m"));

    private static final BoxOffice OFFICE = new BoxOffice(SYSTEM);

    @BeforeAll
    static void start() {
        SYSTEM.start();
    }

    @AfterAll
    static void stop() {
        SYSTEM.close();
    }

    @TestFactory
    Stream<DynamicTest> everyBookingIsAsItWas() {
        return bookings()
                .filter(each -> !UNDER_WAY.contains(nameOf(each)))
                .map(known -> DynamicTest.dynamicTest(nameOf(known), () -> {
                    Booked booked = booked(known);
                    assertSame(OFFICE.reservation(booked), known.path("reservation"));
                    assertSame(OFFICE.payment(booked), known.path("payment"));
                    assertSame(OFFICE.story(booked), known.path("story"));
                    JsonNode notices = OFFICE.owner(booked)
                            .get("/notices?reservationId=" + booked.id())
                            .expect(200)
                            .json();
                    assertSame(notices, known.path("notices"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyShowIsAsItWas() {
        return elements(KNOWN.path("shows"))
                .map(known -> DynamicTest.dynamicTest(known.path("name").asText(), () -> {
                    JsonNode show = OFFICE.show(known.path("musicalId").asLong());
                    known.properties().stream()
                            .filter(field -> !field.getKey().equals("reservableSeat")) // others sell meanwhile
                            .forEach(field ->
                                    assertThat(show.path(field.getKey())).isEqualTo(field.getValue()));
                }));
    }

    @Test
    void whatWasUnderWayGoesOnToItsEndAndSeatsAreSoldAsEver() {
        try (Sandbox sandbox = Sandbox.turned(OFFICE, "{}")) {
            OFFICE.awaitEverywhere(booked("deferred"), "CONFIRMED", "APPROVED");
            OFFICE.awaitNotices(booked("deferred"), "PAYMENT_DEFERRED", "PAYMENT_APPROVED");
            OFFICE.awaitEverywhere(booked("refunding"), "CANCELLED", "CANCELLED");

            JsonNode paid = known("paid");
            long musical = paid.path("musicalId").asLong();
            UUID key = UUID.fromString(paid.path("idempotencyKey").asText());
            String again = """
                    {"musicalId": %d, "seats": 2, "customer":
                     {"name": "홍길동", "email": "hong@example.org", "phone": "010-1234-5678"}}""".formatted(musical);
            Answer answer = OFFICE.guest()
                    .with("Idempotency-Key", key.toString())
                    .post("/reservations", again)
                    .expect(200);
            assertThat(BoxOffice.booked(answer).id())
                    .isEqualTo(paid.path("reservationId").asText());

            int before = OFFICE.reservableSeat(musical);
            OFFICE.awaitEverywhere(OFFICE.reserve(musical, 1), "CONFIRMED", "APPROVED");
            assertThat(OFFICE.reservableSeat(musical)).isEqualTo(before - 1);
            assertThat(OFFICE.reservableSeat(musical) + OFFICE.seatsSold(musical))
                    .isEqualTo(OFFICE.show(musical).path("seatCapacity").asLong());
            sandbox.atRest();
        }
    }

    /** Whatever this version may say besides. */
    private static void assertSame(JsonNode now, JsonNode known) {
        if (known.isObject()) {
            known.properties().forEach(field -> assertSame(now.path(field.getKey()), field.getValue()));
        } else if (known.isArray()) {
            assertThat(now).as(now + " instead of " + known).hasSameSizeAs(known);
            for (int i = 0; i < known.size(); i++) {
                assertSame(now.path(i), known.path(i));
            }
        } else {
            assertThat(now).isEqualTo(known);
        }
    }

    private static Booked booked(String name) {
        return booked(known(name));
    }

    private static Booked booked(JsonNode known) {
        return new Booked(
                known.path("reservationId").asText(), known.path("token").asText());
    }

    private static JsonNode known(String name) {
        return bookings().filter(each -> nameOf(each).equals(name)).findFirst().orElseThrow();
    }

    private static Stream<JsonNode> bookings() {
        return elements(KNOWN.path("bookings"));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return array.valueStream();
    }

    private static String nameOf(JsonNode known) {
        return known.path("what").asText();
    }

    private static JsonNode read(Path file) {
        try {
            return Answer.parse(Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
