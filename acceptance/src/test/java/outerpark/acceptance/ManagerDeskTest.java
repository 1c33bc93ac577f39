package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.acceptance.BoxOffice.Booked;

/** How the manager finds reservations: by page, by show, by status, by customer; as a list, as CSV, as counts. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class ManagerDeskTest {

    private final BoxOffice office;
    private final Client manager;
    private final String family = "F" + UUID.randomUUID().toString().substring(0, 8);

    ManagerDeskTest(SystemUnderTest system) {
        office = new BoxOffice(system);
        manager = office.manager();
    }

    @Test
    void pagesPutTogetherAreTheWholeListNewestFirst() {
        long musical = office.musical(100);
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.addFirst(office.reserve(musical, 1).id());
        }
        List<String> found = new ArrayList<>();
        for (int page = 0; page < 4; page++) {
            JsonNode answer = find("musicalId=%d&size=2&page=%d".formatted(musical, page));
            assertThat(answer.path("total").asLong()).isEqualTo(5);
            assertThat(answer.path("items")).hasSizeLessThanOrEqualTo(2);
            found.addAll(idsOf(answer));
        }
        assertThat(found).isEqualTo(newestFirst);
    }

    @Test
    void theNewestComeFirstWhateverTheirKeys() {
        long musical = office.musical(100);
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.addFirst(
                    BoxOffice.booked(office.ask(musical, 1, UUID.randomUUID())).id());
        }
        assertThat(idsOf(find("musicalId=" + musical))).isEqualTo(newestFirst);
    }

    @Test
    void aListIsJsonUnlessCsvIsAskedFor() {
        manager.get("/reservations?size=1").expect(200);
        manager.with("Accept", "*/*").get("/reservations?size=1").expect(200);
        manager.with("Accept", "application/json, */*;q=0.5")
                .get("/reservations?size=1")
                .expect(200);
        assertThat(manager.with("Accept", "text/csv, application/json;q=0.5")
                        .get("/reservations?q=nobody")
                        .header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"size=0", "size=201", "size=-1", "size=x", "size=1.5", "page=-1", "page=x", "page=1000001"})
    void aPageHasItsLimits(String query) {
        String field = query.substring(0, 4);
        manager.get("/reservations?" + query).violates(field);
        office.guest().get("/musicals?" + query).violates(field);
    }

    @Test
    void aPageMayBeAsLargeAsItsLimitAndBeyondTheEnd() {
        manager.get("/reservations?size=200&page=1000000").expect(200);
        JsonNode musicals = office.guest()
                .get("/musicals?size=200&page=1000000")
                .expect(200)
                .json();
        assertThat(musicals.path("items")).isEmpty();
        assertThat(musicals.path("total").asLong()).isNotNegative();
    }

    @Test
    void theMusicalsAreListedById() {
        long first = office.musical(1);
        long second = office.musical(1);
        long total = office.guest()
                .get("/musicals?size=1")
                .expect(200)
                .json()
                .path("total")
                .asLong();
        List<Long> ids = new ArrayList<>();
        for (int page = 0; page * 200L < total; page++) {
            office.guest()
                    .get("/musicals?size=200&page=" + page)
                    .expect(200)
                    .json()
                    .path("items")
                    .forEach(show -> ids.add(show.path("musicalId").asLong()));
        }
        assertThat(ids).isSorted().doesNotHaveDuplicates().contains(first, second);
    }

    @Test
    void aStatusNarrowsTheList() {
        long musical = office.musical(100);
        Booked paid = office.reserve(musical, 1);
        Booked cancelled = office.reserve(musical, 2);
        office.cancel(cancelled);
        office.awaitEverywhere(paid, "CONFIRMED", "APPROVED");
        office.awaitEverywhere(cancelled, "CANCELLED", "CANCELLED");
        String ofMusical = "musicalId=" + musical;
        assertThat(idsOf(find(ofMusical + "&status=CONFIRMED"))).containsExactly(paid.id());
        assertThat(idsOf(find(ofMusical + "&status=CANCELLED"))).containsExactly(cancelled.id());
        assertThat(idsOf(find(ofMusical + "&status=RESERVED"))).isEmpty();
        assertThat(idsOf(find(ofMusical))).containsExactly(cancelled.id(), paid.id());
        manager.get("/reservations?status=NONE").violates("status");
        manager.get("/reservations?musicalId=x").violates("musicalId");
        manager.get("/reservations?musicalId=0").violates("musicalId");
        manager.get("/reservations/summary?musicalId=x").violates("musicalId");
    }

    @Test
    void aCustomerIsFoundByWhatTheyGave() {
        Booked booked = reserveFor(family + " Gil-dong", family + ".Hong@example.com", "+82 10-9876-5432");
        assertThat(search(booked.id())).containsExactly(booked.id());
        assertThat(search(family)).containsExactly(booked.id());
        assertThat(search(family.toLowerCase(Locale.ROOT) + " GIL")).containsExactly(booked.id());
        assertThat(search(family + ".hong@EXAMPLE.com")).containsExactly(booked.id());
        assertThat(search("821098765432")).contains(booked.id());
        assertThat(search("+82-10 9876")).contains(booked.id());
        assertThat(search("(+82) 10 9876")).contains(booked.id());
        assertThat(search("F821098765432")).isEmpty();
        assertThat(search(UUID.randomUUID().toString())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "_", "\\", "'", "' OR '1'='1", "'; --", "%%", "\"", "\u00df", "\ud55c"})
    void whatIsSearchedForIsTextAndNothingElse(String text) {
        reserveFor("Somebody", "somebody@example.com", "010");
        assertThat(search(text)).isEmpty();
    }

    @Test
    void anExportHasEveryRowAndNoSurprises() {
        long musical = office.musical(100, 1_000);
        Booked plain = office.reserve("""
                {"musicalId": %d, "seats": 2, "customer": {"name": "Kim, \\"Min\\"", "email": "k@example.com",
                 "phone": "+82 10"}}""".formatted(musical));
        Booked formula = office.reserve("""
                {"musicalId": %d, "seats": 1, "customer": {"name": "=1+1"}}""".formatted(musical));
        office.awaitEverywhere(plain, "CONFIRMED", "APPROVED");
        office.awaitEverywhere(formula, "CONFIRMED", "APPROVED");

        Answer export = manager.with("Accept", "text/csv").get("/reservations?musicalId=" + musical);
        assertThat(export.status()).isEqualTo(200);
        assertThat(export.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
        List<String> lines = List.of(export.body().split("\r\n", -1));
        assertThat(lines).hasSize(4).last().isEqualTo("");
        assertThat(lines.getFirst()).startsWith("reservationId,musicalId,seats,amount,status,");
        assertThat(lines.get(1))
                .startsWith(formula.id() + "," + musical + ",1,1000,CONFIRMED,")
                .contains("\"'=1+1\"");
        assertThat(lines.get(2))
                .startsWith(plain.id() + "," + musical + ",2,2000,CONFIRMED,")
                .contains("\"Kim, \"\"Min\"\"\"", "k@example.com");
    }

    @Test
    void anExportCanBeNarrowedAsTheListCan() {
        Booked booked = reserveFor(family, family + "@example.com", "010-1");
        Answer export = manager.with("Accept", "text/csv").get("/reservations?q=" + family);
        assertThat(export.body().lines()).hasSize(2).last().asString().startsWith(booked.id());
        manager.with("Accept", "text/csv").get("/reservations?status=NONE").violates("status");
    }

    @ParameterizedTest
    @CsvSource({"RESERVED, 0, 0", "CONFIRMED, 2, 5", "CANCELLED, 1, 4"})
    void theSummaryCountsReservationsAndSeatsByStatus(String status, long reservations, long seats) {
        long musical = office.musical(100);
        Booked first = office.reserve(musical, 2);
        Booked second = office.reserve(musical, 3);
        Booked third = office.reserve(musical, 4);
        office.cancel(third);
        office.awaitEverywhere(first, "CONFIRMED", "APPROVED");
        office.awaitEverywhere(second, "CONFIRMED", "APPROVED");
        JsonNode summary = manager.get("/reservations/summary?musicalId=" + musical)
                .expect(200)
                .json();
        JsonNode count = summary.path("byStatus").path(status);
        assertThat(count.path("reservations").asLong(-1)).isEqualTo(reservations);
        assertThat(count.path("seats").asLong(-1)).isEqualTo(seats);
        assertThat(summary.path("reservationsPerSecond").asDouble()).isEqualTo(3 / 60.0);
    }

    private Booked reserveFor(String name, String email, String phone) {
        return office.reserve("""
                {"musicalId": %d, "seats": 1, "customer": {"name": "%s", "email": "%s", "phone": "%s"}}""".formatted(office.musical(10), name, email, phone));
    }

    private List<String> search(String text) {
        return idsOf(find("q=" + URLEncoder.encode(text, StandardCharsets.UTF_8)));
    }

    private JsonNode find(String query) {
        return manager.get("/reservations?" + query).expect(200).json();
    }

    private static List<String> idsOf(JsonNode page) {
        return page.path("items").findValuesAsText("reservationId");
    }
}
