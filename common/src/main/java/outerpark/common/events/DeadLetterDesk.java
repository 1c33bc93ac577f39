package outerpark.common.events;

import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.common.Following;
import outerpark.common.database.Database;
import outerpark.common.database.NothingWritten;
import outerpark.common.database.Transaction;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.EventJson;
import outerpark.http.Page;

/** Looks after the dead letters of every service in this process. */
@Singleton
final class DeadLetterDesk {

    private static final Logger LOG = Logger.getLogger(DeadLetterDesk.class);

    private final List<EventHandler> handlers;
    private final Map<String, Database> databases = new TreeMap<>();
    private final EventLog log;

    DeadLetterDesk(@All List<EventHandler> handlers, @All List<Database> databases, EventLog log) {
        this.handlers = handlers;
        this.log = log;
        databases.forEach(database -> this.databases.put(database.service(), database));
    }

    /**
     * What became of a replay.
     *
     * @param letter as it was before, if the handler has acted on it and it is gone; else as it is now
     */
    record Replay(DeadLetter letter, boolean isActedOn) {}

    /** The handler still cannot act on it, and it is not the database's fault. */
    private static final class StillRefused extends RuntimeException {
        StillRefused(@Nullable String reason) {
            super(reason, null, false, false);
        }
    }

    /** The services that may have dead letters here. */
    Set<String> services() {
        return databases.keySet();
    }

    /**
     * The newest first.
     *
     * @param service null for all services
     * @param handler null for all handlers
     */
    Page.Of<DeadLetter> list(@Nullable String service, @Nullable String handler, Page page) {
        int reach = Math.toIntExact(page.offset() + page.size());
        List<DeadLetter> newest = new ArrayList<>();
        long total = 0;
        for (Database database : databases.values()) {
            if (service != null && !service.equals(database.service())) {
                continue;
            }
            newest.addAll(database.read(
                    connection -> DeadLetterStore.newest(connection, database.service(), handler, reach)));
            total += database.read(DeadLetterStore::counts).entrySet().stream()
                    .filter(count -> handler == null || count.getKey().handler().equals(handler))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
        List<DeadLetter> items = newest.stream()
                .sorted(Comparator.comparing(DeadLetter::parkedAt)
                        .thenComparingLong(DeadLetter::id)
                        .reversed()
                        .thenComparing(DeadLetter::service))
                .skip(page.offset())
                .limit(page.size())
                .toList();
        return new Page.Of<>(items, total);
    }

    Optional<DeadLetter> find(String service, long id) {
        return databaseOf(service)
                .flatMap(database -> database.read(connection -> DeadLetterStore.find(connection, service, id)));
    }

    /** Removes it for good, and returns what it was. */
    Optional<DeadLetter> drop(String service, long id) {
        Optional<DeadLetter> dropped = databaseOf(service)
                .flatMap(database -> database.write(t -> DeadLetterStore.remove(t.connection(), service, id)));
        dropped.ifPresent(letter -> log(letter, "dropped"));
        return dropped;
    }

    /**
     * Has its handler act on it now, in one transaction with its removal. Of several at once only one can be the one
     * that does; the others find it gone.
     */
    Optional<Replay> replay(String service, long id) {
        return databaseOf(service).flatMap(database -> replay(database, id));
    }

    private Optional<Replay> replay(Database database, long id) {
        Optional<DeadLetter> letter;
        try {
            letter = database.write(transaction -> actAndRemove(transaction, database.service(), id));
        } catch (NothingWritten failure) {
            // An outbox out of reach is no refusal either.
            if (failure.isTransient()) {
                throw failure;
            }
            return refusedAgain(database, id, String.valueOf(failure.getMessage()));
        }
        letter.ifPresent(done -> log(done, "replayed and acted on"));
        return letter.map(done -> new Replay(done, true));
    }

    private Optional<DeadLetter> actAndRemove(Transaction transaction, String service, long id) throws SQLException {
        Optional<DeadLetter> letter = DeadLetterStore.lock(transaction.connection(), service, id);
        if (letter.isPresent()) {
            EventHandler handler = handlerOf(letter.get());
            List<Envelope> events = List.of(opened(letter.get()));
            handler.on(transaction, events);
            DeadLetterStore.remove(transaction.connection(), service, id);
            transaction.afterCommit(() -> StoryLog.done(handler.name(), events));
        }
        return letter;
    }

    private EventHandler handlerOf(DeadLetter letter) {
        return handlers.stream()
                .filter(handler -> handler.name().equals(letter.handler())
                        && handler.database().service().equals(letter.service()))
                .findFirst()
                .orElseThrow(() -> new StillRefused("there is no handler " + letter.handler() + " any more"));
    }

    private Envelope opened(DeadLetter letter) {
        RawEvent event = letter.event()
                .or(() -> log.at(letter.source(), letter.position()))
                .orElseThrow(() -> new StillRefused("the event is not in the outbox of " + letter.source()
                        + " any more, and was parked without all that is known about it"));
        try {
            return event.open();
        } catch (EventJson.Unreadable e) {
            throw new StillRefused(e.getMessage());
        }
    }

    private static Optional<Replay> refusedAgain(Database database, long id, String error) {
        Optional<DeadLetter> letter = database.write(transaction -> {
            DeadLetterStore.refusedAgain(transaction.connection(), id, error);
            return DeadLetterStore.find(transaction.connection(), database.service(), id);
        });
        letter.ifPresent(still -> log(still, "replayed and refused again: " + DeadLetters.onOneLine(error)));
        return letter.map(still -> new Replay(still, false));
    }

    private Optional<Database> databaseOf(String service) {
        return Optional.ofNullable(databases.get(service));
    }

    private static void log(DeadLetter letter, String what) {
        String name = letter.event().map(RawEvent::name).orElse(letter.type());
        try (var _ = letter.event().map(event -> Following.of(event.cause())).orElse(null)) {
            LOG.infof(
                    "dead letter %s/%d of %s (%s) is %s", letter.service(), letter.id(), letter.handler(), name, what);
        }
    }
}
