package outerpark.process.notice;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import outerpark.contracts.calls.Contacts;
import outerpark.contracts.calls.HttpCalls;
import outerpark.process.ServiceClient;
import outerpark.process.ServiceClients;

/** Where reservation says that customers are reached, over HTTP. */
@Singleton
final class ContactsClient implements Contacts {

    /** Nobody waits for it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ServiceClient reservation;

    ContactsClient(ServiceClients clients, @ConfigProperty(name = "outerpark.address.reservation") String addresses) {
        this.reservation = clients.to(addresses);
    }

    @Override
    public Map<UUID, Contact> of(Collection<UUID> reservationIds) {
        return reservation
                .ask(
                        HttpCalls.CONTACTS,
                        new HttpCalls.AskContacts(List.copyOf(reservationIds)),
                        HttpCalls.ContactAnswers.class,
                        TIMEOUT)
                .join()
                .contacts();
    }
}
