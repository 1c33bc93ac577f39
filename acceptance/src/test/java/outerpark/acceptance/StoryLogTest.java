package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static outerpark.acceptance.BoxOffice.eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import outerpark.acceptance.BoxOffice.Booked;

/** One booking can be followed through the log of all services by its correlation id, and by the caller's trace. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class StoryLogTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    /** What each service says that it told. */
    private static final List<String> TOLD = List.of(
            "reservation told ReservationPlaced",
            "payment told PaymentApproved",
            "reservation told ReservationConfirmed",
            "notice told NoticeSent",
            "reservation told ReservationCancelled",
            "payment told PaymentCancelled",
            "musical told SeatsReleased");

    /** What the handlers say that they are done with. */
    private static final List<String> DONE = List.of(
            "musical-holds is done with ReservationPlaced",
            "payment is done with ReservationPlaced",
            "reservation-payments is done with PaymentApproved",
            "notice is done with PaymentApproved",
            "musical-holds is done with ReservationCancelled",
            "payment is done with ReservationCancelled",
            "notice is done with PaymentCancelled",
            "customercenter is done with ReservationPlaced",
            "customercenter is done with PaymentApproved",
            "customercenter is done with ReservationConfirmed",
            "customercenter is done with NoticeSent",
            "customercenter is done with ReservationCancelled",
            "customercenter is done with PaymentCancelled",
            "customercenter is done with SeatsReleased");

    private final SystemUnderTest system;
    private final BoxOffice office;

    StoryLogTest(@Hasty SystemUnderTest system) {
        this.system = system;
        office = new BoxOffice(system);
    }

    @Test
    void whatIsDoneAboutOnePaymentIsOfItsStory() {
        String story = "away-" + UUID.randomUUID();
        try (Sandbox sandbox = Sandbox.turned(office, "{\"down\": true}")) {
            Booked booked = BoxOffice.booked(office.guest()
                    .with("Correlation-Id", story)
                    .post("/reservations", BoxOffice.wish(office.musical(9, 1_000), 1))
                    .expect(201));
            office.awaitPayment(booked, "DEFERRED");
            String paymentId = office.payment(booked).path("paymentId").asText();
            assertThat(linesWith("the provider gave no answer about payment " + paymentId))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).contains("[" + story + "] [] "));
            sandbox.atRest();
            office.awaitPayment(booked, "APPROVED");
        }
    }

    @Test
    void everyStepOfABookingIsInTheLogUnderItsCorrelationIdAndItsTrace() {
        office.awaitEverywhere(office.reserve(office.musical(9, 1_000), 1), "CONFIRMED", "APPROVED");
        String story = "story-" + UUID.randomUUID();
        Client customer = office.guest()
                .with("Correlation-Id", story)
                .with("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01");
        Booked booked = BoxOffice.booked(customer.post("/reservations", BoxOffice.wish(office.musical(9, 1_000), 1))
                .expect(201));
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        customer.with("Reservation-Token", booked.token())
                .delete("/reservations/" + booked.id())
                .expect(202);
        office.awaitEverywhere(booked, "CANCELLED", "CANCELLED");
        office.awaitNotices(booked, "PAYMENT_APPROVED", "PAYMENT_CANCELLED");

        String brackets = "[" + story + "] [" + TRACE + "] ";
        eventually()
                .untilAsserted(() -> assertThat(Stream.concat(TOLD.stream(), DONE.stream()))
                        .allSatisfy(step ->
                                assertThat(linesWith(brackets + step)).as(step).isNotEmpty()));
        assertThat(linesWith(booked.id())).allSatisfy(line -> assertThat(line).contains(brackets));
        assertThat(linesWith(story)).allSatisfy(line -> assertThat(line).contains(booked.id()));
        assertThat(linesWith(brackets + "payment told PaymentApproved"))
                .singleElement()
                .satisfies(line -> assertThat(line).contains(", because of "));
    }

    private List<String> linesWith(String words) {
        return system.logs().stream()
                .flatMap(log -> linesOf(log).stream())
                .filter(line -> line.contains(words))
                .toList();
    }

    private static List<String> linesOf(Path log) {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
