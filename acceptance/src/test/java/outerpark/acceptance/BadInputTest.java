package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the answer is the documented problem, tells nothing of the inside, and nothing is taken. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class BadInputTest {

    private static final int SEATS = 20_000;
    private static final int TEN_MEGABYTES = 10_000_000;

    private final BoxOffice office;
    private final Client guest;
    private final Client manager;
    private final long musical;

    BadInputTest(SystemUnderTest system) {
        office = new BoxOffice(system);
        guest = office.guest();
        manager = office.manager();
        musical = office.musical(SEATS);
    }

    @AfterEach
    void nothingWasTaken() {
        assertThat(office.stored(musical)).isZero();
        assertThat(office.reservableSeat(musical)).isEqualTo(SEATS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-5", "0", "1.5", "1.0", "\"x\"", "\"1.5\"", "1000000000000", "99999999999999999999", "10001", "null",
                "true", "[]", "{}", "[1]", "\"\"", "\" \"", "\"0\"", "\"-5\"", "\"10001\"", "\"\\u0000\""
            })
    void seatsAreAWholeNumberFromOneToTenThousand(String seats) {
        guest.post("/reservations", """
                {"musicalId": %d, "seats": %s}""".formatted(musical, seats)).violates("seats");
    }

    @Test
    void seatsAreRequired() {
        guest.post("/reservations", """
                {"musicalId": %d}""".formatted(musical)).violates("seats");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "null", "\"abc\"", "1.5", "\"\"", "true", "[]", "9223372036854775808"})
    void theMusicalsIdIsAPositiveWholeNumber(String id) {
        guest.post("/reservations", """
                {"musicalId": %s, "seats": 1}""".formatted(id)).violates("musicalId");
    }

    @Test
    void allThatIsMissingIsToldAtOnce() {
        guest.post("/reservations", "{}").violates("musicalId", "seats");
        guest.post("/reservations", "null").violates("musicalId", "seats");
        guest.post("/reservations", "").problem(400, "invalid-request");
        manager.post("/musicals", "{}").violates("name", "reservableSeat");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"musicalId\": 1, \"seats\":",
                "{musicalId: 1}",
                "[]",
                "[{\"musicalId\": 1, \"seats\": 1}]",
                "\"text\"",
                "17",
                "<reservation/>",
                "musicalId=1&seats=1",
                "{\"musicalId\": 1, \"seats\": 1} and more",
                "{\"musicalId\": 1, \"seats\": 1}{}"
            })
    void theBodyIsOneJsonObject(String body) {
        guest.post("/reservations", body.replace("\"musicalId\": 1", "\"musicalId\": " + musical))
                .violates("body");
    }

    @Test
    void jsonThatBreaksInsideAFieldNamesTheField() {
        guest.post("/reservations", """
                {"musicalId": %d, "seats": 1, "customer": {"name": "a
                b"}}""".formatted(musical)).violates("customer.name");
    }

    @Test
    void jsonBeyondAllMeasureIsRefusedLikeAnyOther() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        guest.post("/reservations", """
                {"musicalId": %d, "seats": 1, "unknown": %s}""".formatted(musical, deep)).problem(400, "invalid-request");
        guest.post("/reservations", """
                {"musicalId": %d, "seats": %s}""".formatted(musical, "1".repeat(5_000))).problem(400, "invalid-request");
        guest.post("/reservations", """
                {"musicalId": %d, "seats": 1, "customer": {"name": "%s"}}""".formatted(musical, "x".repeat(40_000))).violates("customer.name");
    }

    @Test
    void bytesThatAreNotUtf8AreNotJson() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("{\"musicalId\": %d, \"seats\": 1, \"customer\": {\"name\": \""
                .formatted(musical)
                .getBytes(StandardCharsets.US_ASCII));
        body.write(0xFF);
        body.writeBytes("\"}}".getBytes(StandardCharsets.US_ASCII));
        json("POST", "/reservations", body.size()).send(body.toByteArray()).problem(400, "invalid-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "Kim\\u0007", "\\ud800", "a\\udc00b", "line\\nbreak", "\\u009b31m"})
    void namesAreTextWithoutControlCharactersOrBrokenUnicode(String name) {
        guest.post("/reservations", """
                {"musicalId": %d, "seats": 1, "customer": {"name": "%s"}}""".formatted(musical, name)).violates("customer.name");
        manager.post("/musicals", """
                {"name": "%s", "reservableSeat": 1}""".formatted(name)).violates("name");
        manager.patch("/musicals/" + musical, """
                {"name": "%s"}""".formatted(name)).violates("name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "customer | \"Kim\"",
                "customer | []",
                "customer.name | {\"name\": 5}",
                "customer.name | {\"name\": {}}",
                "customer.email | {\"email\": \"nobody\"}",
                "customer.email | {\"email\": \"a b@example.com\"}",
                "customer.email | {\"email\": true}",
                "customer.phone | {\"phone\": \"call me\"}",
                "customer.phone | {\"phone\": \"010-1234-5678-9012-3456-7890-1234-5678\"}"
            })
    void whatTheCustomerTellsHasItsForm(String field, String customer) {
        guest.post("/reservations", """
                {"musicalId": %d, "seats": 1, "customer": %s}""".formatted(musical, customer)).violates(field);
    }

    @Test
    void aPaymentMethodIsAWord() {
        guest.post("/reservations", """
                {"musicalId": %d, "seats": 1, "payment": {"method": "a b"}}""".formatted(musical)).violates("payment.method");
        guest.post("/reservations", """
                {"musicalId": %d, "seats": 1, "payment": "CARD"}""".formatted(musical)).violates("payment");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "",
                " ",
                "0",
                "123e4567e89b12d3a456426614174000",
                "{123e4567-e89b-12d3-a456-426614174000}",
                "123e4567-e89b-12d3-a456-42661417400g",
                "1-1-1-1-1",
                "123e4567-e89b-12d3-a456-426614174000 "
            })
    void anIdempotencyKeyIsAUuid(String key) {
        Answer answer = json("POST", "/reservations", BoxOffice.wish(musical, 1).length())
                .with("Idempotency-Key", "\"" + key + "\"")
                .send(BoxOffice.wish(musical, 1).getBytes(StandardCharsets.UTF_8));
        answer.violates("Idempotency-Key");
    }

    @Test
    void anEmptyIdempotencyKeyIsNoUuid() {
        json("POST", "/reservations", BoxOffice.wish(musical, 1).length())
                .with("Idempotency-Key", "")
                .send(BoxOffice.wish(musical, 1).getBytes(StandardCharsets.UTF_8))
                .violates("Idempotency-Key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/reservations", "/payments", "/nowhere"})
    void aBodyOfTenMegabytesIsTooLarge(String path) {
        byte[] body = new byte[TEN_MEGABYTES];
        Arrays.fill(body, (byte) ' ');
        json("POST", path, body.length).send(body).problem(413, "payload-too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/reservations", "/payments"})
    void aBodyOfTenMegabytesIsTooLargeInChunksToo(String path) {
        byte[] body = new byte[TEN_MEGABYTES];
        Arrays.fill(body, (byte) ' ');
        chunked(path).send(inChunks(body)).problem(413, "payload-too-large");
    }

    @Test
    void aBodyOfTheGreatestSizeIsTaken() {
        String wish = BoxOffice.wish(0, 1);
        String padded = wish + " ".repeat(64 * 1024 - wish.length());
        guest.post("/reservations", padded).violates("musicalId");
        guest.post("/reservations", padded + " ").problem(413, "payload-too-large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "x"
            })
    void onlyJsonIsTaken(String type) {
        Client other = guest.with("Content-Type", type);
        other.post("/reservations", BoxOffice.wish(musical, 1)).problem(415, "unsupported-media-type");
        manager.with("Content-Type", type)
                .post("/musicals", "{\"name\": \"A show\", \"reservableSeat\": 1}")
                .problem(415, "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/nowhere",
                "/musicals/1/stalls",
                "/reservations/summary/more",
                "/reservations/not-a-uuid",
                "/payments/not-a-uuid",
                "/myPages/not-a-uuid",
                "/notices/1",
                "/q",
                "/q/nowhere",
                "/MUSICALS",
                "/index.html",
                "/favicon.ico",
                "/..%2f..%2fetc/passwd",
                "/%00",
                "/musicals/%F0%9F%8E%AD/x"
            })
    void whatIsNotThereIsNotFound(String path) {
        manager.get(path).problem(404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/musicals/%ZZ", "/%", "/musicals/1%"})
    void aPathThatIsNoPathIsRefusedByTheServerItself(String path) {
        Answer answer = RawRequest.of(office.system(), "GET", path).send(new byte[0]);
        // Decision 8: it never gets as far as the product, so it has no problem document.
        assertThat(answer.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0", "-1", "1.5", "9223372036854775808", "%20"})
    void aMusicalsIdInAPathIsAPositiveWholeNumber(String id) {
        guest.get("/musicals/" + id).violates("musicalId");
        manager.patch("/musicals/" + id, "{}").violates("musicalId");
    }

    @Test
    void aMusicalThatIsNotThereIsNotFound() {
        long none = Long.MAX_VALUE;
        guest.get("/musicals/" + none).problem(404, "not-found");
        manager.patch("/musicals/" + none, "{}").problem(404, "not-found");
        office.ask(none, 1).problem(404, "not-found");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /musicals",
        "DELETE, /musicals",
        "DELETE, /musicals/1",
        "POST, /musicals/1",
        "PATCH, /reservations",
        "PUT, /reservations/00000000-0000-7000-8000-000000000000",
        "POST, /reservations/summary",
        "DELETE, /payments",
        "POST, /notices",
        "POST, /myPages/00000000-0000-7000-8000-000000000000"
    })
    void aMethodThatIsNotOfferedIsNotAllowed(String method, String path) {
        manager.send(method, path, "{}").problem(405, "method-not-allowed");
    }

    @Test
    void whatNobodyOffersIsNotAcceptable() {
        guest.with("Accept", "application/xml").get("/musicals").problem(406, "not-acceptable");
        manager.with("Accept", "image/png").get("/reservations").problem(406, "not-acceptable");
        guest.with("Accept", "text/html")
                .post("/reservations", BoxOffice.wish(musical, 1))
                .problem(406, "not-acceptable");
    }

    @Test
    void aReservationIsOpenToItsOwnerAloneAndNobodyLearnsWhichThereAre() {
        long other = office.musical(10);
        String there = office.reserve(other, 1).id();
        String notThere = UUID.randomUUID().toString();
        Client stranger =
                guest.with("Reservation-Token", office.reserve(other, 1).token());
        for (String id : new String[] {there, notThere}) {
            for (String path :
                    new String[] {"/reservations/", "/payments?reservationId=", "/notices?reservationId=", "/myPages/"
                    }) {
                guest.get(path + id).problem(401, "unauthenticated");
                stranger.get(path + id).problem(403, "forbidden");
                guest.with("Reservation-Token", "x").get(path + id).problem(403, "forbidden");
                guest.with("Reservation-Token", "").get(path + id).problem(401, "unauthenticated");
            }
            guest.delete("/reservations/" + id).problem(401, "unauthenticated");
            stranger.delete("/reservations/" + id).problem(403, "forbidden");
            String pay = "{\"reservationId\": \"%s\"}".formatted(id);
            guest.post("/payments", pay).problem(401, "unauthenticated");
            stranger.post("/payments", pay).problem(403, "forbidden");
            guest.get("/payments/" + id).problem(401, "unauthenticated");
            stranger.get("/payments/" + id).problem(403, "forbidden");
        }
        manager.get("/reservations/" + notThere).problem(404, "not-found");
        manager.delete("/reservations/" + notThere).problem(404, "not-found");
        manager.get("/payments/" + notThere).problem(404, "not-found");
        Answer noView = manager.get("/myPages/" + notThere);
        noView.problem(404, "not-found");
        assertThat(guest.get("/myPages/" + notThere).header("Retry-After")).isEmpty();
    }

    @Test
    void onlyTheManagerManages() {
        String show = "{\"name\": \"A show\", \"reservableSeat\": 1}";
        Client[] others = {
            guest,
            guest.as("manager", "wrong"),
            guest.as("manager", "x".repeat(1_000)),
            guest.as("manager", ""),
            guest.as("Manager", office.system().managerPassword()),
            guest.as("somebody", office.system().managerPassword()),
            guest.with("Authorization", "Basic !!!"),
        };
        for (Client other : others) {
            other.post("/musicals", show).problem(401, "unauthenticated");
            other.patch("/musicals/" + musical, "{\"status\": \"CLOSED\"}").problem(401, "unauthenticated");
            other.get("/reservations").problem(401, "unauthenticated");
            other.with("Accept", "text/csv").get("/reservations").problem(401, "unauthenticated");
            other.get("/reservations/summary").problem(401, "unauthenticated");
            other.get("/payments/provider").problem(401, "unauthenticated");
            other.get("/payments/sandbox").problem(401, "unauthenticated");
            other.put("/payments/sandbox", "{\"down\": true}").problem(401, "unauthenticated");
        }
    }

    @Test
    void whatAsksForAReservationNamesOne() {
        for (String path : new String[] {"/payments", "/notices"}) {
            manager.get(path).violates("reservationId");
            manager.get(path + "?reservationId=").violates("reservationId");
            manager.get(path + "?reservationId=1").violates("reservationId");
        }
        manager.post("/payments", "{}").violates("reservationId");
        manager.post("/payments", "{\"reservationId\": \"1\"}").violates("reservationId");
        manager.post("/payments", "{\"reservationId\": 1}").violates("reservationId");
    }

    @Test
    void headersBeyondAllMeasureAreRefused() {
        Answer answer = RawRequest.of(office.system(), "GET", "/musicals")
                .with("Cookie", "x".repeat(100_000))
                .send(new byte[0]);
        assertThat(answer.status()).isIn(400, 431);
        assertThat(answer.body()).doesNotContain("Exception");
    }

    private RawRequest json(String method, String path, int length) {
        return RawRequest.of(office.system(), method, path)
                .with("Content-Type", "application/json")
                .with("Content-Length", Integer.toString(length));
    }

    private RawRequest chunked(String path) {
        return RawRequest.of(office.system(), "POST", path)
                .with("Content-Type", "application/json")
                .with("Transfer-Encoding", "chunked");
    }

    private static byte[] inChunks(byte[] body) {
        int size = 8_000;
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int from = 0; from < body.length; from += size) {
            int length = Math.min(size, body.length - from);
            chunks.writeBytes("%x\r\n".formatted(length).getBytes(StandardCharsets.US_ASCII));
            chunks.write(body, from, length);
            chunks.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return chunks.toByteArray();
    }
}
