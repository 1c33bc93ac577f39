package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static outerpark.acceptance.BoxOffice.eventually;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import outerpark.acceptance.BoxOffice.Booked;

/** Customers are told by e-mail, and the theatre's own system by webhooks; neither is in the way of a booking. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class DeliveryTest {

    private static final Outside OUTSIDE = Outside.running();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BoxOffice office;

    DeliveryTest(@Hasty SystemUnderTest system) {
        office = new BoxOffice(system);
    }

    @Test
    void aCustomerIsToldByEmailOnceAndInTheirLanguage() throws MessagingException {
        long musical = office.musical(10, 50_000);
        String minji = newAddress();
        Booked korean = reserve(musical, "김민지", minji, "ko");
        String kim = newAddress();
        Booked english = reserve(musical, null, kim, null);

        MimeMessage mail = onlyMailTo(minji);
        assertThat(mail.getSubject()).isEqualTo("예매 결제가 완료되었습니다");
        assertThat(mail.getFrom()[0].toString()).isEqualTo("OuterPark <" + Outside.SENDER + ">");
        assertThat(Outside.bodyOf(mail))
                .contains("김민지님", korean.id(), "50,000원")
                .doesNotContain(korean.token());
        assertThat(onlyMailTo(kim).getSubject()).isEqualTo("Your reservation is paid");

        eventually()
                .untilAsserted(() -> assertThat(office.owner(english)
                                .get("/notices?reservationId=" + english.id())
                                .expect(200)
                                .json()
                                .path("items")
                                .findValuesAsText("channel"))
                        .containsExactly("APP", "EMAIL"));
        eventually()
                .untilAsserted(
                        () -> assertThat(office.story(english).path("history").findValuesAsText("detail"))
                                .contains("A message about the approved payment was sent (EMAIL)."));
        office.cancel(english);
        eventually().untilAsserted(() -> assertThat(OUTSIDE.mailTo(kim)).hasSize(2));
        assertThat(OUTSIDE.mailTo(minji)).hasSize(1);
    }

    @Test
    void whoGaveNoAddressIsToldInTheAppAlone() {
        Booked booked = office.reserve(office.musical(10, 50_000), 1);
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        office.awaitNotices(booked, "PAYMENT_APPROVED");
    }

    @Test
    void whoLostTheTokenGetsItAgainByEmailAndNobodyElseLearnsAnything() {
        String address = newAddress();
        Booked booked = reserve(office.musical(10, 0), null, address, "en");
        onlyMailTo(address);
        String answer = lose(address.toUpperCase(Locale.ROOT));
        assertThat(lose(newAddress())).isEqualTo(answer);
        assertThat(answer).doesNotContain(booked.token(), booked.id());
        lose(address);
        eventually()
                .untilAsserted(() -> assertThat(OUTSIDE.mailTo(address).stream().map(Outside::bodyOf))
                        .filteredOn(body -> body.contains(booked.token()))
                        .hasSize(1));
        eventually().until(() -> office.history(booked).contains("TokenRequested"));
        assertThat(office.history(booked).stream().filter("TokenRequested"::equals))
                .hasSize(1);

        office.guest().post("/reservations/tokens", "{}").violates("email");
        office.guest().post("/reservations/tokens", "{\"email\": \"nobody\"}").violates("email");
        office.guest().post("/reservations", """
                        {"musicalId": 1, "seats": 1, "customer": {"language": "fr"}}""").violates("customer.language");
    }

    @Test
    void aDeadMailServerSlowsNoBookingAndItsMailsComeLater() {
        long musical = office.musical(100, 50_000);
        String address = newAddress();
        try (var _ = OUTSIDE.withoutMail()) {
            List<Booked> booked = Crowd.of(20, client -> reserve(musical, null, address, null));
            booked.forEach(each -> office.awaitEverywhere(each, "CONFIRMED", "APPROVED"));
            eventually().untilAsserted(() -> {
                assertThat(channel("EMAIL").path("waiting").asLong()).isGreaterThanOrEqualTo(20);
                assertThat(channel("EMAIL").path("lastFailure").asText()).isNotBlank();
            });
        }
        eventually().untilAsserted(() -> assertThat(OUTSIDE.mailTo(address)).hasSizeGreaterThanOrEqualTo(20));
        eventually()
                .untilAsserted(() ->
                        assertThat(channel("EMAIL").path("waiting").asLong()).isZero());
        Set<String> ids = new HashSet<>();
        OUTSIDE.mailTo(address).forEach(mail -> ids.add(idOf(mail)));
        assertThat(ids).hasSize(20);
    }

    @Test
    void everyStepOfABookingIsToldToTheTheatreSigned() throws JsonProcessingException {
        Booked booked = office.reserve(office.musical(10, 50_000), 2);
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        office.cancel(booked);
        office.awaitEverywhere(booked, "CANCELLED", "CANCELLED");
        eventually()
                .untilAsserted(() -> assertThat(
                                OUTSIDE.hooksAbout(booked.id()).stream().map(DeliveryTest::typeOf))
                        .contains(
                                "ReservationPlaced",
                                "PaymentApproved",
                                "ReservationConfirmed",
                                "NoticeSent",
                                "ReservationCancelled",
                                "SeatsReleased",
                                "PaymentCancelled"));
        for (LoggedRequest hook : OUTSIDE.hooksAbout(booked.id())) {
            JsonNode body = JSON.readTree(hook.getBodyAsString());
            assertThat(body.path("id").asText()).isEqualTo(hook.getHeader("webhook-id"));
            assertThat(body.path("data").path("reservationId").asText()).isEqualTo(booked.id());
            assertThat(hook.getHeader("webhook-signature")).isEqualTo("v1," + signatureOf(hook));
            assertThat(hook.getHeader("Correlation-Id"))
                    .isEqualTo(body.path("correlationId").asText());
        }
    }

    @Test
    void whatTheTheatreDoesNotTakeIsToldAgainAndAllOfItOnRequest() {
        Booked booked = office.reserve(office.musical(10, 0), 1);
        try (var _ = OUTSIDE.answers(500, booked.id())) {
            eventually()
                    .untilAsserted(() -> assertThat(OUTSIDE.hooksAbout(booked.id()))
                            .hasSizeGreaterThan(idsOfHooks(booked).size()));
            assertThat(channel("WEBHOOK").path("waiting").asLong()).isPositive();
        }
        eventually().until(() -> channel("WEBHOOK").path("waiting").asLong() == 0);
        int told = OUTSIDE.hooksAbout(booked.id()).size();
        Set<String> ids = idsOfHooks(booked);

        int again = office.manager()
                .post("/operations/deliveries/replay", """
                        {"channel": "WEBHOOK", "reservationId": "%s"}""".formatted(booked.id()))
                .expect(200)
                .json()
                .path("replayed")
                .asInt();
        assertThat(again).isEqualTo(ids.size());
        eventually()
                .untilAsserted(() -> assertThat(OUTSIDE.hooksAbout(booked.id())).hasSize(told + again));
        assertThat(idsOfHooks(booked)).isEqualTo(ids);
    }

    @Test
    void deliveriesAreTheManagersBusiness() {
        office.guest().get("/operations/deliveries").problem(401, "unauthenticated");
        office.guest().post("/operations/deliveries/replay", "{}").problem(401, "unauthenticated");
        office.manager()
                .post("/operations/deliveries/replay", "{\"givenUp\": true}")
                .violates("channel");
        office.manager()
                .post("/operations/deliveries/replay", "{\"channel\": \"EMAIL\", \"from\": \"today\"}")
                .violates("from");
        office.manager()
                .post("/operations/deliveries/replay", "{\"channel\": \"EMAIL\"}")
                .violates("from");
    }

    private Booked reserve(long musical, @Nullable String name, String email, @Nullable String language) {
        return office.reserve("""
                {"musicalId": %d, "seats": 1, "customer": {"name": %s, "email": "%s", "language": %s}}""".formatted(musical, quoted(name), email, quoted(language)));
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : '"' + text + '"';
    }

    private String lose(String address) {
        return office.guest()
                .post("/reservations/tokens", "{\"email\": \"%s\"}".formatted(address))
                .expect(202)
                .body();
    }

    private JsonNode channel(String name) {
        JsonNode channels = office.manager()
                .get("/operations/deliveries")
                .expect(200)
                .json()
                .path("items");
        for (JsonNode channel : channels) {
            if (channel.path("channel").asText().equals(name)) {
                assertThat(channel.path("isOn").asBoolean()).isTrue();
                return channel;
            }
        }
        throw new AssertionError("no channel " + name + " in " + channels);
    }

    private static MimeMessage onlyMailTo(String address) {
        eventually().untilAsserted(() -> assertThat(OUTSIDE.mailTo(address)).hasSize(1));
        return OUTSIDE.mailTo(address).getFirst();
    }

    private static String newAddress() {
        return "customer-" + UUID.randomUUID() + "@example.com";
    }

    private static String idOf(MimeMessage mail) {
        try {
            return mail.getMessageID();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> idsOfHooks(Booked booked) {
        Set<String> ids = new HashSet<>();
        OUTSIDE.hooksAbout(booked.id()).forEach(hook -> ids.add(hook.getHeader("webhook-id")));
        return ids;
    }

    private static String typeOf(LoggedRequest hook) {
        try {
            return JSON.readTree(hook.getBodyAsString()).path("type").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As https://www.standardwebhooks.com says. */
    private static String signatureOf(LoggedRequest hook) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(Outside.SECRET), "HmacSHA256"));
            String signed = hook.getHeader("webhook-id") + "." + hook.getHeader("webhook-timestamp") + "."
                    + hook.getBodyAsString();
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
