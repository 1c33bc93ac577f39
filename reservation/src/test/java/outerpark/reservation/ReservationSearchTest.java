package outerpark.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.common.database.Database;
import outerpark.contracts.events.Event.CancelReason;
import outerpark.http.Page;
import outerpark.http.Violations;
import outerpark.reservation.ReservationSearch.Count;
import outerpark.reservation.ReservationSearch.Status;
import outerpark.reservation.domain.Customer;
import outerpark.reservation.domain.PaymentStatus;
import outerpark.reservation.domain.Reservation;
import outerpark.reservation.domain.Reservation.Reserved;

class ReservationSearchTest {

    private static final Database DATABASE = TestService.newDatabase();
    private static final List<Reserved> STORED = new ArrayList<>();

    @BeforeAll
    static void reservations() {
        store(1, 2, new Customer("Kim Minji", "minji@example.com", "010-1234-5678", null));
        store(1, 3, new Customer("KIMCHI", "Chi.Kim@Example.com", "+82 (10) 9999 0000", null));
        store(2, 5, new Customer("100% Musical", "under_score@example.com", null, null));
        store(2, 7, new Customer("100 Musicals", "underXscore@example.com", "02.555.0100", null));
        store(2, 11, new Customer("back\\slash", null, null, null));
        store(2, 13, Customer.UNKNOWN);
        change(0, reserved -> new Reservation.Confirmed(reserved.booking(), reserved.payBy(), 2));
        change(
                2,
                reserved -> new Reservation.Cancelled(
                        reserved.booking(), PaymentStatus.DECLINED, reserved.payBy(), CancelReason.UNPAID, 2));
        new ReservationHoldFates(DATABASE).settle(List.of(UUID.randomUUID()));
    }

    @ParameterizedTest
    @CsvSource({
        "kim, 0 1",
        "KIM, 0 1",
        "kim m, 0",
        "inji, ''",
        "MINJI@EXAMPLE, 0",
        "chi.kim@example.com, 1",
        "010-1234, 0",
        "0101234, 0",
        "010 12, 0",
        "8210, 1",
        "'+82 (10) 99', 1",
        "1234, ''",
        "01, ''",
    })
    void textFindsTheBeginningOfANameAnAddressOrANumber(String text, String found) {
        assertThat(indexes(search(null, null, text))).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"100%, 2", "100, 2 3", "under_, 2", "under, 2 3", "back\\, 4", "%, ''", "_, ''", "\\, ''"})
    void wildcardsInTheTextAreOrdinaryCharacters(String text, String found) {
        assertThat(indexes(search(null, null, text))).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'; DROP TABLE reservation; --", "\"", "?", "한글"})
    void textThatFindsNothingFindsNothing(String text) {
        assertThat(indexes(search(null, null, text))).isEmpty();
    }

    @Test
    void aBookingIdFindsItsReservationInAnyCase() {
        String id = STORED.get(3).booking().reservationId().toString();

        assertThat(indexes(search(null, null, id))).isEqualTo("3");
        assertThat(indexes(search(null, null, id.toUpperCase(java.util.Locale.ROOT))))
                .isEqualTo("3");
        assertThat(indexes(search(1L, null, id))).as("of another musical").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1,,0 1",
        "2,,2 3 4 5",
        "3,,''",
        ",RESERVED,1 3 4 5",
        ",CONFIRMED,0",
        ",CANCELLED,2",
        "2,CANCELLED,2",
        "1,CANCELLED,''",
        ",,0 1 2 3 4 5"
    })
    void theFiltersNarrowTheSearch(@Nullable Long musicalId, @Nullable Status status, String found) {
        assertThat(indexes(search(musicalId, status, null))).isEqualTo(found);
    }

    @Test
    void pagesHoldTheNewestFirstAndTheTotalOfAll() {
        Page.Of<Reservation> first = page(search(2L, null, null), new Page(0, 3));
        Page.Of<Reservation> second = page(search(2L, null, null), new Page(1, 3));

        assertThat(first.items()).hasSize(3);
        assertThat(first.items().getFirst().booking()).isEqualTo(STORED.get(5).booking());
        assertThat(second.items()).hasSize(1);
        assertThat(second.items().getFirst().booking()).isEqualTo(STORED.get(2).booking());
        assertThat(first.total()).isEqualTo(4);
        assertThat(page(search(2L, null, null), new Page(9, 3)).items()).isEmpty();
    }

    @Test
    void theSummaryCountsReservationsAndSeatsByStatus() {
        ReservationSearch.Counts all = DATABASE.read(c -> ReservationSearch.counts(c, null));
        ReservationSearch.Counts one = DATABASE.read(c -> ReservationSearch.counts(c, 2L));
        ReservationSearch.Counts none = DATABASE.read(c -> ReservationSearch.counts(c, 99L));

        assertThat(all.byStatus())
                .isEqualTo(Map.of(
                        Status.RESERVED, new Count(4, 34),
                        Status.CONFIRMED, new Count(1, 2),
                        Status.CANCELLED, new Count(1, 5)));
        assertThat(one.byStatus().get(Status.RESERVED)).isEqualTo(new Count(3, 31));
        assertThat(none.byStatus()).hasSize(3).containsValue(new Count(0, 0));
        assertThat(none.reservationsPerSecond()).isZero();
    }

    @Test
    void theSummarysRateCountsTheLastMinute() {
        Database own = TestService.newDatabase();
        for (int i = 0; i < 6; i++) {
            TestService.store(own, TestService.reserved(1, 1, Customer.UNKNOWN, TestService.AT));
        }
        TestService.execute(own, "UPDATE reservation SET reserved_at = now() - interval '1 hour'");
        TestService.execute(own, """
                UPDATE reservation SET reserved_at = now()
                 WHERE reservation_id IN (SELECT reservation_id FROM reservation ORDER BY 1 LIMIT 3)
                """);

        ReservationSearch.Counts summary = own.read(c -> ReservationSearch.counts(c, 1L));
        assertThat(summary.reservationsPerSecond()).isEqualTo(3 / 60.0);
    }

    @Test
    void theExportHoldsWhatIsFoundNewestFirstWithItsHeader() throws Exception {
        StringWriter out = new StringWriter();
        ReservationCsv.write(DATABASE, search(2L, null, null), out);

        List<String> lines = out.toString().lines().toList();
        assertThat(out.toString()).endsWith("\r\n");
        assertThat(lines).hasSize(5);
        assertThat(lines.getFirst()).startsWith("reservationId,musicalId,seats,amount,status");
        assertThat(lines.get(1))
                .isEqualTo(STORED.get(5).booking().reservationId() + ",2,13,650000,RESERVED,,PENDING," + TestService.AT
                        + "," + TestService.AT + ",,,");
        assertThat(lines.getLast())
                .endsWith("CANCELLED,\"UNPAID\",DECLINED," + TestService.AT + "," + TestService.AT
                        + ",\"100% Musical\",\"under_score@example.com\",");
    }

    @Test
    void anExportOfMoreThanASliceHasEveryReservationOnce() throws Exception {
        Database own = TestService.newDatabase();
        TestService.execute(own, """
                INSERT INTO reservation (reservation_id, hold_id, status, payment, musical_id, seats, amount,
                                         reserved_at, pay_by, revision, correlation_id)
                SELECT gen_random_uuid(), gen_random_uuid(), 'RESERVED', 'PENDING', 1, 1, 1, now(), now(), 1, 'c'
                  FROM generate_series(1, 2000)
                """);
        StringWriter out = new StringWriter();
        ReservationCsv.write(own, search(null, null, null), out);

        assertThat(out.toString().lines()).hasSize(2_001).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "Kim;\"Kim\"",
                "Kim, Minji;\"Kim, Minji\"",
                "the \"HOT\" one;\"the \"\"HOT\"\" one\"",
                "=1+1;\"'=1+1\"",
                "+82 10;\"'+82 10\"",
                "-1;\"'-1\"",
                "@SUM(A1);\"'@SUM(A1)\"",
                "a=b;\"a=b\"",
                "~~;\"\""
            })
    void textIsQuotedAndNeverAFormula(String text, String quoted) {
        assertThat(ReservationCsv.text(text)).isEqualTo(quoted);
    }

    @Test
    void parametersThatAreNoneOfTheirKindAreToldAndEmptyOnesAreNone() {
        Violations violations = new Violations();
        assertThat(ReservationSearch.of(violations, "", "", " ")).isEqualTo(search(null, null, null));
        violations.throwIfAny();

        for (List<String> wrong : List.of(
                List.of("0", "", ""),
                List.of("x", "", ""),
                List.of("", "ABANDONED", ""),
                List.of("", "reserved", ""),
                List.of("", "", "a\u0000"))) {
            Violations found = new Violations();
            ReservationSearch.of(found, wrong.get(0), wrong.get(1), wrong.get(2));
            org.assertj.core.api.Assertions.assertThatException()
                    .as("%s", wrong)
                    .isThrownBy(found::throwIfAny);
        }
    }

    private static ReservationSearch search(@Nullable Long musicalId, @Nullable Status status, @Nullable String text) {
        return new ReservationSearch(musicalId, status, text);
    }

    private static Page.Of<Reservation> page(ReservationSearch search, Page page) {
        return DATABASE.read(c -> search.page(c, page));
    }

    /** Which of the stored reservations are found, as their indexes. */
    private static String indexes(ReservationSearch search) {
        List<UUID> ids = STORED.stream().map(r -> r.booking().reservationId()).toList();
        return page(search, new Page(0, 200)).items().stream()
                .map(found -> ids.indexOf(found.booking().reservationId()))
                .sorted(Comparator.naturalOrder())
                .map(Object::toString)
                .collect(java.util.stream.Collectors.joining(" "));
    }

    private static void store(long musicalId, int seats, Customer customer) {
        STORED.add(TestService.store(DATABASE, TestService.reserved(musicalId, seats, customer, TestService.AT)));
    }

    private interface Changing {
        Reservation after(Reserved reserved);
    }

    private static void change(int index, Changing changing) {
        DATABASE.run(t -> ReservationStore.update(t.connection(), List.of(changing.after(STORED.get(index)))));
    }
}
