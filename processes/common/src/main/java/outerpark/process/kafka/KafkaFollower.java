package outerpark.process.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.common.events.DeadLetters;
import outerpark.common.events.Delivery;
import outerpark.common.events.EndByError;
import outerpark.common.events.EventHandler;
import outerpark.common.events.Follower;
import outerpark.common.events.HandlerTransactions;
import outerpark.common.events.Pace;
import outerpark.common.events.Patience;
import outerpark.common.events.Recipient;
import outerpark.common.events.Told;
import outerpark.common.events.Waiting;
import outerpark.process.kafka.Session.Batch;

/**
 * Brings the events that lie in Kafka to one handler, as a member of the consumer group of the handler's name: each
 * partition to one process of the service, in its order, a batch at a time, and its place is committed after the
 * effects. While the handler's store is away it stays in the group and tries again, ever more slowly, for ever; an
 * event that can never be acted on is parked and the rest goes on.
 */
public final class KafkaFollower implements Follower {

    private static final Logger LOG = Logger.getLogger(KafkaFollower.class);
    private static final long LAST_RETRY_MILLIS = 5_000;

    /** Also how long it takes at most to notice that it is to stop. */
    private static final Duration POLL = Duration.ofMillis(100);

    private final String handler;
    private final Set<String> sources;
    private final Recipient recipient;
    private final DeadLetters deadLetters;
    private final @Nullable Places own;
    private final KafkaClients clients;
    private final Pace pace;
    private final Clock clock;
    private final Waiting waiting = new Waiting();
    private final Patience patience = new Patience(LAST_RETRY_MILLIS);
    private final Outage outage;
    private final Thread thread;
    private volatile boolean connected;
    private volatile long recordsBehind;
    /** Since when it has something to act on, of each source that it has something of. */
    private volatile Map<String, Instant> behindSince = Map.of();

    /**
     * Describes it; it works from {@link #start} on.
     *
     * @param handler names the consumer group
     * @param sources the services whose events are brought
     * @param deadLetters those that the recipient parks in
     * @param own the places, if the recipient's store keeps them; null leaves that to Kafka
     */
    public KafkaFollower(
            String handler,
            Set<String> sources,
            Recipient recipient,
            DeadLetters deadLetters,
            @Nullable Places own,
            KafkaClients clients,
            Pace pace,
            Clock clock) {
        this.handler = handler;
        this.sources = sources;
        this.recipient = recipient;
        this.deadLetters = deadLetters;
        this.own = own;
        this.clients = clients;
        this.pace = pace;
        this.clock = clock;
        this.outage = new Outage(
                LOG, describe() + " hears nothing from Kafka, and tries again", describe() + " hears from Kafka again");
        this.thread = Thread.ofPlatform()
                .daemon()
                .name(describe())
                .uncaughtExceptionHandler(new EndByError())
                .unstarted(this::follow);
    }

    /** For a handler whose effects go to its service's database, and whose places Kafka keeps. */
    static KafkaFollower of(EventHandler handler, KafkaClients clients, Pace pace, Clock clock) {
        DeadLetters deadLetters =
                new DeadLetters(handler.name(), handler.database().service());
        Recipient recipient = new HandlerTransactions(handler, deadLetters, HandlerTransactions.Place.ELSEWHERE);
        return new KafkaFollower(handler.name(), handler.sources(), recipient, deadLetters, null, clients, pace, clock);
    }

    @Override
    public String handler() {
        return handler;
    }

    @Override
    public Set<String> sources() {
        return sources;
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Whether it has been given its part of the partitions since it started. */
    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public double secondsBehind(String source) {
        Instant since = behindSince.get(source);
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1_000.0);
    }

    /** How many records of its partitions it has not acted on, of whichever source, as far as it knows. */
    public long recordsBehind() {
        return recordsBehind;
    }

    @Override
    public long parked(String source) {
        return deadLetters.parked(source);
    }

    @Override
    public String describe() {
        return handler + "<-kafka";
    }

    @Override
    public void close() {
        waiting.end();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        while (!waiting.isEnded()) {
            try {
                clients.requireTopics();
                try (Session session = session()) {
                    while (!waiting.isEnded()) {
                        actOnNext(session);
                    }
                }
            } catch (KafkaException e) {
                outage.goesOn(String.valueOf(e.getMessage()));
                LOG.debug("why it hears nothing", e);
                waiting.pauseUnlessEnded(patience.nextMillis());
            } catch (RuntimeException e) {
                long pauseMillis = patience.nextMillis();
                LOG.warnf(e, "%s cannot read and tries again in %d ms", describe(), pauseMillis);
                waiting.pauseUnlessEnded(pauseMillis);
            }
        }
    }

    private Session session() {
        return new Session(clients.consumer(handler, pace.batchMax()), clients.topicsOf(sources), sources, own);
    }

    private void actOnNext(Session session) {
        Batch next = session.next(POLL);
        connected |= session.isMember();
        noteOutage(session);
        recordsBehind = session.recordsBehind() + next.size();
        behindSince = oldest(next.events());
        try {
            act(next, session);
            patience.restore();
        } catch (RuntimeException e) {
            long pauseMillis = patience.nextMillis();
            LOG.warnf(e, "%s stands still and tries again in %d ms", describe(), pauseMillis);
            session.failed(next);
            restUnlessEnded(session, pauseMillis);
        }
    }

    private void noteOutage(Session session) {
        if (session.isSilent()) {
            outage.goesOn("no word from the group's coordinator");
        } else if (session.isMember()) {
            outage.isOver();
        }
    }

    private void act(Batch next, Session session) {
        if (next.size() == 0) {
            session.goOnFromOwnPlaces();
            return;
        }
        Instant begun = clock.instant();
        if (!next.events().isEmpty()) {
            Delivery.bring(next.events(), recipient, session::showUp);
        }
        session.done(next);
        next.own().forEach(record -> EventSpans.processed(handler, record, begun));
        Duration taken = Duration.between(begun, clock.instant());
        pace.rest(waiting, next.size(), taken);
    }

    private void restUnlessEnded(Session session, long millis) {
        long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        for (long left = millis; left > 0 && !waiting.isEnded(); ) {
            session.rest(Duration.ofMillis(Math.min(left, POLL.toMillis())));
            left = Duration.ofNanos(until - System.nanoTime()).toMillis();
        }
    }

    private static Map<String, Instant> oldest(List<Told> events) {
        return events.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Told::source,
                        told -> told.raw().occurredAt(),
                        (one, other) -> one.isBefore(other) ? one : other));
    }
}
