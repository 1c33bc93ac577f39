package outerpark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request may be: at the limit it goes on whole, beyond it the service hears nothing of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTest {

    private static final int BODY_MAX = 65_536;
    private static final int HEADERS_MAX = 15 * 1_024;
    private static final int HEADERS_COUNT_MAX = 100;
    private static final int REQUEST_LINE_MAX = 4_096;
    private static final String HOST = "Host: localhost\r\n";

    private final StandIn service = StandIn.named("done");
    private final UnderTest gateway = UnderTest.before(service);

    @AfterAll
    void close() {
        gateway.close();
        service.close();
    }

    @Test
    void aBodyOfTheGreatestSizeGoesOn() {
        String body = "x".repeat(BODY_MAX - 3) + "end";
        assertThat(gateway.post("/reservations", body).body()).isEqualTo("done");
        assertThat(service.seen().getLast().body().toString()).isEqualTo(body);
        assertThat(gateway.raw("POST /reservations HTTP/1.1\r\n" + HOST + chunked(body))
                        .body())
                .isEqualTo("done");
        assertThat(service.seen().getLast().body().toString()).isEqualTo(body);
    }

    @Test
    void oneByteMoreIsTooLarge() {
        String body = "x".repeat(BODY_MAX + 1);
        int before = service.seen().size();
        gateway.post("/reservations", body).problem(413, "payload-too-large");
        Answer inChunks = gateway.raw("POST /reservations HTTP/1.1\r\n" + HOST + chunked(body));
        inChunks.problem(413, "payload-too-large");
        assertThat(inChunks.header("Connection")).isEqualTo("close");
        assertThat(service.seen()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"65537", "10000000", "9223372036854775807"})
    void aBodyThatAnnouncesTooMuchIsNotRead(String length) {
        Answer answer =
                gateway.raw("POST /reservations HTTP/1.1\r\n" + HOST + "Content-Length: " + length + "\r\n\r\n");
        answer.problem(413, "payload-too-large");
        assertThat(answer.header("Connection")).isEqualTo("close");
    }

    @Test
    void theClientIsToldToGoOnWithItsBody() throws IOException {
        try (Socket socket = gateway.connect()) {
            send(
                    socket,
                    "POST /reservations HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(UnderTest.head(socket.getInputStream())).startsWith("HTTP/1.1 100 ");
            send(socket, "{}");
            assertThat(UnderTest.read(socket.getInputStream()).body()).isEqualTo("done");
        }
        assertThat(service.seen().getLast().headers().contains("Expect")).isFalse();
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedFor() {
        try (UnderTest impatient = UnderTest.before(service, "outerpark.gateway.body.timeout", "200ms")) {
            int before = service.seen().size();
            impatient
                    .raw("POST /reservations HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\n\r\n{")
                    .problem(400, "invalid-request");
            assertThat(service.seen()).hasSize(before);
        }
    }

    @Test
    void headersOfTheGreatestSizeGoOn() {
        String value = "x".repeat(HEADERS_MAX - "Host: localhost".length() - "Cookie: ".length());
        assertThat(gateway.raw("GET /musicals HTTP/1.1\r\n" + HOST + "Cookie: " + value + "\r\n\r\n")
                        .body())
                .isEqualTo("done");
        assertThat(service.seen().getLast().headers().get("Cookie")).isEqualTo(value);
        gateway.raw("GET /musicals HTTP/1.1\r\n" + HOST + "Cookie: x" + value + "\r\n\r\n")
                .problem(431, "headers-too-large");
        gateway.raw("GET /musicals HTTP/1.1\r\n" + HOST + "Cookie: " + "x".repeat(100_000) + "\r\n\r\n")
                .problem(431, "headers-too-large");
    }

    @Test
    void asManyHeadersAsAllowedGoOn() {
        String others = "X: y\r\n".repeat(HEADERS_COUNT_MAX - 1);
        assertThat(gateway.raw("GET /musicals HTTP/1.1\r\n" + HOST + others + "\r\n")
                        .body())
                .isEqualTo("done");
        gateway.raw("GET /musicals HTTP/1.1\r\n" + HOST + others + "X: y\r\n\r\n")
                .problem(431, "headers-too-large");
    }

    @Test
    void aRequestLineOfTheGreatestSizeGoesOn() {
        String target = "/musicals?q=" + "x".repeat(REQUEST_LINE_MAX - "GET /musicals?q= HTTP/1.1".length());
        assertThat(gateway.raw("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n")
                        .body())
                .isEqualTo("done");
        assertThat(service.seen().getLast().uri()).isEqualTo(target);
        gateway.raw("GET " + target + "x HTTP/1.1\r\n" + HOST + "\r\n").problem(414, "request-line-too-long");
    }

    @Test
    void aNameOfAHostHasItsLength() {
        String name = "x".repeat(255);
        assertThat(gateway.raw("GET /musicals HTTP/1.1\r\nHost: " + name + "\r\n\r\n")
                        .status())
                .isEqualTo(200);
        gateway.raw("GET /musicals HTTP/1.1\r\nHost: x" + name + "\r\n\r\n").problem(400, "invalid-request");
    }

    @Test
    void aConnectionOnWhichNothingMovesIsClosed() throws IOException {
        try (UnderTest impatient = UnderTest.before(service, "outerpark.gateway.idle-timeout", "1s");
                Socket socket = impatient.connect()) {
            send(socket, "GET /musicals HTTP/1.1\r\n");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The rest of a request whose body comes in pieces. */
    private static String chunked(String body) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        chunks.writeBytes("Transfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        for (int from = 0; from < body.length(); from += 8_000) {
            String piece = body.substring(from, Math.min(body.length(), from + 8_000));
            chunks.writeBytes("%x\r\n%s\r\n".formatted(piece.length(), piece).getBytes(StandardCharsets.US_ASCII));
        }
        return chunks.toString(StandardCharsets.US_ASCII) + "0\r\n\r\n";
    }
}
