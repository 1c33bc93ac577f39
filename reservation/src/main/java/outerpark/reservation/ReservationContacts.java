package outerpark.reservation;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import outerpark.common.database.Database;
import outerpark.contracts.calls.Contacts;
import outerpark.reservation.domain.Booking;
import outerpark.reservation.domain.Customer;

/** Tells where the customers are reached, from their reservations. */
@Singleton
final class ReservationContacts implements Contacts {

    private final Database database;

    ReservationContacts(@Identifier(ReservationDatabase.NAME) Database database) {
        this.database = database;
    }

    @Override
    public Map<UUID, Contact> of(Collection<UUID> reservationIds) {
        Map<UUID, Contact> contacts = new HashMap<>();
        database.read(connection -> ReservationStore.find(connection, reservationIds))
                .forEach(reservation -> {
                    Booking booking = reservation.booking();
                    Customer customer = booking.customer();
                    contacts.put(
                            booking.reservationId(),
                            new Contact(customer.name(), customer.email(), customer.language()));
                });
        return contacts;
    }
}
