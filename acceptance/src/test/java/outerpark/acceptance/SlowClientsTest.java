package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import outerpark.acceptance.BoxOffice.Booked;

/** Clients who take their time, or mean harm, keep nobody else from booking; there are more of them than threads. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class SlowClientsTest {

    private static final int MANY = 300;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final String POST = "POST /reservations HTTP/1.1\r\nHost: localhost\r\n";

    private final SystemUnderTest system;
    private final BoxOffice office;
    private final List<Socket> slow = new ArrayList<>();

    SlowClientsTest(@Hasty SystemUnderTest system) {
        this.system = system;
        this.office = new BoxOffice(system);
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : slow) {
            socket.close();
        }
    }

    @Test
    void connectionsThatSayNothingOrHalfARequestKeepNobodyFromBooking() throws IOException {
        for (int i = 0; i < MANY; i++) {
            connect("");
            connect(POST);
            connect(POST + "Cookie: " + "x".repeat(8_000));
            connect(POST + "Content-Type: application/json\r\nContent-Length: 64000\r\n\r\n" + " ".repeat(8_000));
            connect(POST + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n");
        }
        Booked booked = office.reserve(office.musical(10, 50_000), 1);
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
    }

    @Test
    void aBodyThatDoesNotComeIsRefusedAndItsConnectionClosed() throws IOException {
        List<Socket> all = List.of(
                connect(POST + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{"),
                connect(POST + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"),
                connect("POST /reservations/tokens HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{"));
        for (Socket one : all) {
            String answer = new String(one.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("urn:outerpark:problem:invalid-request")
                    .contains("the body must come within");
        }
    }

    @Test
    void whatWasRefusedIsNotDoneWhenTheRestComesAfterAll() throws IOException {
        long musical = office.musical(10, 50_000);
        String wish = BoxOffice.wish(musical, 1);
        Socket one = connect(POST + "Content-Type: application/json\r\nContent-Length: " + wish.length() + "\r\n\r\n{");
        assertThat(one.getInputStream().read()).isEqualTo('H');
        try {
            one.getOutputStream().write(wish.substring(1).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The connection is closed already: as good.
        }
        Booked another = office.reserve(musical, 1);
        office.awaitEverywhere(another, "CONFIRMED", "APPROVED");
        office.awaitReservable(musical, 9);
    }

    @Test
    void aBodyThatNobodyWantedIsNotWaitedForEither() throws IOException {
        for (String connection : List.of("keep-alive", "close")) {
            Socket one = connect("PUT /musicals/1 HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection
                    + "\r\nContent-Length: 2\r\n\r\n{");
            assertThat(new String(one.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 40");
        }
    }

    @Test
    void headersWithoutAnEndAreRefusedAndTheirConnectionClosed() throws IOException {
        Socket one = connect(POST + "Cookie: " + "x".repeat(40_000));
        assertThat(new String(one.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 431 ");
    }

    private Socket connect(String said) throws IOException {
        Socket socket = new Socket(system.base().getHost(), system.base().getPort());
        slow.add(socket);
        socket.setSoTimeout(PATIENCE_MILLIS);
        OutputStream out = socket.getOutputStream();
        out.write(said.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }
}
