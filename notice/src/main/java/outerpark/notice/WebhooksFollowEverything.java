package outerpark.notice;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.common.events.EventHandler;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event.OfReservation;

/** Every step of every booking is told to the theatre's own system, if there is one. */
@Singleton
final class WebhooksFollowEverything implements EventHandler {

    private static final Set<String> ALL = Set.of("reservation", "payment", "musical", "notice");

    private final Database database;
    private final WebhookCarrier carrier;

    WebhooksFollowEverything(@Identifier(NoticeDatabase.NAME) Database database, WebhookCarrier carrier) {
        this.database = database;
        this.carrier = carrier;
    }

    @Override
    public String name() {
        return "webhooks";
    }

    @Override
    public Set<String> sources() {
        return carrier.isOn() ? ALL : Set.of();
    }

    @Override
    public boolean isAwaited(String source) {
        return false;
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public void on(Transaction transaction, List<Envelope> events) throws SQLException {
        DeliveryStore.queue(
                transaction.connection(),
                Channel.WEBHOOK,
                events.stream()
                        .filter(event -> event.data() instanceof OfReservation)
                        .toList());
    }
}
