package outerpark.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import outerpark.common.database.Database;
import outerpark.contracts.Ids;
import outerpark.contracts.calls.Contacts.Contact;
import outerpark.reservation.domain.Customer;
import outerpark.reservation.domain.Reservation;

/** Two reservations of an address at most, once in ten minutes. */
class TokenRequestsTest {

    private static final Customer MINJI = new Customer("Minji", "Minji@Example.com", null, "ko");

    private final Database database = TestService.newDatabase();
    private final TestService service = new TestService(database, new ScriptedSeats(), Limits.usual());

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void theTokensOfTheNewestAreAskedForWhateverTheCaseOfTheAddress() {
        List<UUID> reservations =
                IntStream.range(0, 3).mapToObj(_ -> place(MINJI)).toList();
        place(new Customer("Kim", "kim@example.com", null, null));
        ask("minji@EXAMPLE.com");
        assertThat(asked())
                .containsExactlyInAnyOrder(
                        reservations.get(1).toString(), reservations.get(2).toString());
    }

    @Test
    void whoAsksAgainAtOnceIsNotHeardAndLaterIs() {
        place(MINJI);
        ask("minji@example.com");
        ask("minji@example.com");
        assertThat(asked()).hasSize(1);
        TestService.execute(database, "UPDATE token_request SET asked_at = asked_at - interval '10 minutes'");
        ask("minji@example.com");
        assertThat(asked()).hasSize(2);
    }

    @Test
    void ofManyWhoAskAtOnceOneIsHeard() {
        place(MINJI);
        List<Thread> crowd = IntStream.range(0, 8)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> ask("minji@example.com")))
                .toList();
        crowd.forEach(TokenRequestsTest::join);
        assertThat(asked()).hasSize(1);
    }

    @Test
    void whereNothingIsReservedNothingIsKept() {
        ask("nobody@example.com");
        ask("%");
        assertThat(asked()).isEmpty();
        assertThat(TestService.ask(database, "SELECT count(*) FROM token_request"))
                .containsExactly("0");
    }

    @Test
    void contactsAreOfThoseThatThereAre() {
        UUID minji = place(MINJI);
        UUID unknown = place(Customer.UNKNOWN);
        assertThat(service.contacts.of(List.of(minji, unknown, Ids.next())))
                .hasSize(2)
                .containsEntry(minji, new Contact("Minji", "Minji@Example.com", "ko"))
                .containsEntry(unknown, new Contact(null, null, null));
    }

    private void ask(String email) {
        service.tokens.request(email, TestService.cause());
    }

    private List<String> asked() {
        return TestService.ask(database, "SELECT subject FROM outbox WHERE type = 'TokenRequested'");
    }

    private UUID place(Customer customer) {
        Reservation.Reserved placed = TestService.reserved(1, 1, customer, TestService.AT.plus(Duration.ofMinutes(15)));
        UUID id = TestService.store(database, placed).booking().reservationId();
        // One after the other.
        TestService.execute(
                database,
                "UPDATE reservation SET reserved_at = clock_timestamp() WHERE reservation_id = '%s'".formatted(id));
        return id;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
