package outerpark.notice;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.common.events.EventHandler;
import outerpark.common.events.Outbox;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Envelope;
import outerpark.notice.domain.Language;
import outerpark.notice.domain.Notice;

/**
 * Saga steps 5, 6, 8 and 12: what becomes of a payment is told to the customer, once; by e-mail too, if that is turned
 * on.
 */
@Singleton
final class NoticesFollowPayments implements EventHandler {

    /** A notice is sent once and never changes. */
    private static final int ONLY_REVISION = 1;

    private final Database database;
    private final Outbox outbox;
    private final Clock clock;
    private final boolean isMailed;
    private final Language language;

    NoticesFollowPayments(
            @Identifier(NoticeDatabase.NAME) Database database,
            @Identifier(NoticeDatabase.NAME) Outbox outbox,
            Clock clock,
            MailConfig mail,
            @ConfigProperty(name = "outerpark.notice.language") Language language) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
        this.isMailed = mail.host().isPresent();
        this.language = language;
    }

    @Override
    public String name() {
        return "notice";
    }

    @Override
    public Set<String> sources() {
        // Lost tokens are asked of reservation, and sent by e-mail alone.
        return isMailed ? Set.of("payment", "reservation") : Set.of("payment");
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
        Instant now = clock.instant();
        Map<Notice, Envelope> causes = new LinkedHashMap<>();
        for (Envelope event : events) {
            Notice.of(event, language, now).ifPresent(notice -> causes.put(notice, event));
        }
        Set<UUID> stored = NoticeStore.insertNew(transaction.connection(), causes.keySet());
        causes.keySet().removeIf(notice -> !stored.contains(notice.noticeId()));
        List<Envelope> told = new ArrayList<>();
        causes.forEach((notice, cause) -> told.add(Cause.of(cause).leadsTo(notice.sent(), ONLY_REVISION, now)));
        outbox.append(transaction, told);
        if (isMailed) {
            DeliveryStore.queue(transaction.connection(), Channel.EMAIL, causes.values());
        }
    }
}
