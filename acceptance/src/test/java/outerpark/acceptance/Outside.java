package outerpark.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Those whom the product tells by itself: a mail server, and the theatre's own system. They run as long as the tests. */
final class Outside {

    static final String SENDER = "tickets@outerpark.example";
    /** The base64 of 24 bytes. */
    static final String SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

    private static final String HOOKS = "/hooks";
    private static final int FIRST = 1;

    private final ServerSetup mailbox;
    private volatile GreenMail mail;
    private final WireMockServer theatre =
            new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));

    private Outside() {
        GreenMail first = new GreenMail(ServerSetup.SMTP.dynamicPort());
        first.start();
        mail = first;
        mailbox = new ServerSetup(first.getSmtp().getPort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        theatre.start();
        theatre.stubFor(post(HOOKS).willReturn(ok()));
    }

    private static final class Holder {
        static final Outside RUNNING = new Outside();
    }

    static Outside running() {
        return Holder.RUNNING;
    }

    /** Tells the product of them. */
    Map<String, String> environment() {
        return Map.of(
                "OUTERPARK_MAIL_HOST",
                "127.0.0.1",
                "OUTERPARK_MAIL_PORT",
                Integer.toString(mailbox.getPort()),
                "OUTERPARK_MAIL_FROM",
                "OuterPark <" + SENDER + ">",
                "OUTERPARK_MAIL_START_TLS",
                "DISABLED",
                "OUTERPARK_WEBHOOKS_URL",
                theatre.baseUrl() + HOOKS,
                "OUTERPARK_WEBHOOKS_SECRET",
                "whsec_" + SECRET,
                "OUTERPARK_DELIVERIES_RETRY_FIRST",
                "300ms",
                "OUTERPARK_DELIVERIES_RETRY_LONGEST",
                "2s");
    }

    /** The mail server is away until the end of the block; then it is back, and its mailboxes are empty. */
    Trouble withoutMail() {
        mail.stop();
        return () -> {
            GreenMail back = new GreenMail(mailbox);
            back.start();
            mail = back;
        };
    }

    /** What was sent to the address, in its order. */
    List<MimeMessage> mailTo(String address) {
        return Stream.of(mail.getReceivedMessages())
                .filter(message -> isTo(message, address))
                .toList();
    }

    static String bodyOf(MimeMessage message) {
        try {
            return String.valueOf(message.getContent());
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(GreenMailUtil.getWholeMessage(message), e);
        }
    }

    private static boolean isTo(MimeMessage message, String address) {
        try {
            return Arrays.toString(message.getRecipients(Message.RecipientType.TO))
                    .contains(address);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the theatre was sent about the reservation, in its order. */
    List<LoggedRequest> hooksAbout(String reservationId) {
        return theatre.findAll(postRequestedFor(urlEqualTo(HOOKS)).withRequestBody(containing(reservationId)));
    }

    /** The theatre's system answers that about the reservation, until the end of the block. */
    Trouble answers(int status, String reservationId) {
        StubMapping stub = theatre.stubFor(post(HOOKS)
                .atPriority(FIRST)
                .withRequestBody(containing(reservationId))
                .willReturn(aResponse().withStatus(status)));
        return () -> theatre.removeStub(stub);
    }

    /** Ends when it is closed. */
    interface Trouble extends AutoCloseable {
        @Override
        void close();
    }
}
