package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Thousands of bookings, some declined and some cancelled at any moment: in the end everybody tells the same story. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class WholeSagaTest {

    private static final int CLIENTS = 50;
    private static final int SOME = 40;
    private static final int MANY = 200;
    private static final int CAPACITY = 100_000;

    /** What each event about a payment makes the customer be told. */
    private static final Map<String, String> NOTICE_OF = Map.of(
            "PaymentApproved", "PAYMENT_APPROVED",
            "PaymentCancelled", "PAYMENT_CANCELLED",
            "PaymentDeferred", "PAYMENT_DEFERRED",
            "PaymentDeclined", "PAYMENT_DECLINED");

    private final BoxOffice office;

    WholeSagaTest(SystemUnderTest system) {
        office = new BoxOffice(system);
    }

    /** What reservation says of one booking. */
    private record Row(String id, int seats, long amount, String status, String reason, String paymentStatus) {}

    @Test
    void everyServiceAgreesOnEveryBooking() {
        everyServiceAgreesOnThoseOf(SOME);
    }

    @Test
    @Tag("long")
    void everyServiceAgreesOnTenThousandBookings() {
        everyServiceAgreesOnThoseOf(MANY);
    }

    private void everyServiceAgreesOnThoseOf(int eachClient) {
        long musical = office.musical(CAPACITY, 1_000);
        try (Sandbox sandbox = Sandbox.turned(office, "{\"declineRate\": 0.1}")) {
            Crowd.of(CLIENTS, client -> bookAndSometimesCancel(musical, client, eachClient));
            BoxOffice.eventually().until(() -> isSettled(musical));
            sandbox.atRest();
        }

        List<Row> rows = rows(musical);
        assertThat(rows).hasSize(CLIENTS * eachClient).extracting(Row::id).doesNotHaveDuplicates();
        int seatsSold = rows.stream()
                .filter(row -> !row.status().equals("CANCELLED"))
                .mapToInt(Row::seats)
                .sum();
        office.awaitReservable(musical, CAPACITY - seatsSold);
        assertThat(office.seatsSold(musical)).isEqualTo(seatsSold);
        BoxOffice.eventually()
                .untilAsserted(() -> assertThat(disagreements(rows, musical)).isEmpty());
        assertThat(rows).extracting(Row::reason).contains("", "CUSTOMER", "PAYMENT_DECLINED");
    }

    private boolean bookAndSometimesCancel(long musical, int client, int times) {
        for (int i = 0; i < times; i++) {
            BoxOffice.Booked booked = office.reserve(musical, 1 + i % 3);
            if ((i + client) % 4 == 0) {
                office.cancel(booked);
            }
        }
        return true;
    }

    /** Nobody waits for a payment any more. */
    private boolean isSettled(long musical) {
        JsonNode byStatus = office.manager()
                .get("/reservations/summary?musicalId=" + musical)
                .json()
                .path("byStatus");
        return byStatus.path("RESERVED").path("reservations").asLong() == 0;
    }

    private List<Row> rows(long musical) {
        Answer export = office.manager().with("Accept", "text/csv").get("/reservations?musicalId=" + musical);
        assertThat(export.status()).isEqualTo(200);
        return export.body().lines().skip(1).map(WholeSagaTest::row).toList();
    }

    private static Row row(String line) {
        String[] cells = line.replace("\"", "").split(",", -1);
        return new Row(cells[0], Integer.parseInt(cells[2]), Long.parseLong(cells[3]), cells[4], cells[5], cells[6]);
    }

    /** Each booking of which two services say different things, with what they say. */
    private List<String> disagreements(List<Row> rows, long musical) {
        Map<String, Row> now = new HashMap<>();
        rows(musical).forEach(row -> now.put(row.id(), row));
        ConcurrentLinkedQueue<Row> left = new ConcurrentLinkedQueue<>(rows);
        return Crowd.of(CLIENTS, client -> {
                    List<String> found = new ArrayList<>();
                    for (Row next = left.poll(); next != null; next = left.poll()) {
                        found.addAll(disagreement(now.getOrDefault(next.id(), next)));
                    }
                    return found;
                })
                .stream()
                .flatMap(List::stream)
                .limit(10)
                .toList();
    }

    private List<String> disagreement(Row row) {
        JsonNode payment = read(
                "/payments?reservationId=" + row.id(),
                answer -> answer.path("items").path(0));
        JsonNode story = read("/myPages/" + row.id(), answer -> answer);
        List<String> kinds = read("/notices?reservationId=" + row.id(), answer -> answer.findValuesAsText("kind"));
        List<String> history = story.path("history").findValuesAsText("what");

        Map<String, Object> said = new HashMap<>();
        said.put("status", story.path("status").asText());
        said.put("seats", story.path("seats").asInt());
        said.put("amount", payment.path("amount").asLong());
        said.put("amount in the view", story.path("amount").asLong());
        said.put("payment", payment.path("status").asText());
        said.put("payment in the view", story.path("paymentStatus").asText());
        said.put("notices", kinds);
        said.put(
                "once each",
                history.stream()
                        .filter(what -> !what.equals("NoticeSent"))
                        .distinct()
                        .count());
        said.put("seats released", history.contains("SeatsReleased"));
        said.put(
                "notices in the view",
                history.stream().filter("NoticeSent"::equals).count());

        List<String> expectedNotices = history.stream()
                .filter(NOTICE_OF::containsKey)
                .map(NOTICE_OF::get)
                .toList();
        Map<String, Object> expected = new HashMap<>();
        expected.put("status", row.status());
        expected.put("seats", row.seats());
        expected.put("amount", row.amount());
        expected.put("amount in the view", row.amount());
        expected.put("payment", row.paymentStatus());
        expected.put("payment in the view", row.paymentStatus());
        expected.put("notices", expectedNotices);
        expected.put(
                "once each",
                history.stream().filter(what -> !what.equals("NoticeSent")).count());
        expected.put("seats released", row.status().equals("CANCELLED"));
        expected.put("notices in the view", (long) expectedNotices.size());
        boolean endsWell = expectedPayments(row).contains(payment.path("status").asText());
        return expected.equals(said) && endsWell
                ? List.of()
                : List.of("%s: expected %s, but they say %s; %s".formatted(row, expected, said, history));
    }

    /** What a payment can have come to at the end, by what became of its reservation. */
    private static List<String> expectedPayments(Row row) {
        return switch (row.status() + row.reason()) {
            case "CONFIRMED" -> List.of("APPROVED");
            case "CANCELLEDPAYMENT_DECLINED" -> List.of("DECLINED");
            // Cancelled at the very moment at which the provider declined: there is nothing to cancel any more.
            case "CANCELLEDCUSTOMER" -> List.of("CANCELLED", "DECLINED");
            default -> List.of();
        };
    }

    private <T> T read(String path, Function<JsonNode, T> part) {
        return part.apply(office.manager().get(path).expect(200).json());
    }
}
