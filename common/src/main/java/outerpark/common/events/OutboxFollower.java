package outerpark.common.events;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings the events of one source to one handler, in order, a batch a transaction. It goes on from the place kept with
 * the handler's effects, so a crash repeats at most what was rolled back; wherever somebody else moves that place, it
 * goes on from there. When the database is away it tries again, ever more slowly, for ever; an event that can never be
 * acted on is parked and the rest goes on.
 */
final class OutboxFollower implements Follower {

    private static final Logger LOG = Logger.getLogger(OutboxFollower.class);
    private static final long LAST_RETRY_MILLIS = 5_000;

    private final EventHandler handler;
    private final String source;
    private final OutboxReader outbox;
    private final EventSignals signals;
    private final Pace pace;
    private final Clock clock;
    private final EventCursor cursor;
    private final DeadLetters deadLetters;
    private final Recipient recipient;
    private final Waiting waiting = new Waiting();
    private final Thread thread;
    /** Where it stands; null if that is to be looked up. Its own thread's. */
    private @Nullable Long position;

    private volatile boolean connected;
    /** Since when it has something to act on; null if it has nothing. */
    private volatile @Nullable Instant behindSince;

    OutboxFollower(
            EventHandler handler, String source, OutboxReader outbox, EventSignals signals, Pace pace, Clock clock) {
        this.handler = handler;
        this.source = source;
        this.outbox = outbox;
        this.signals = signals;
        this.pace = pace;
        this.clock = clock;
        this.cursor = new EventCursor(handler.name(), source);
        this.deadLetters = new DeadLetters(handler.name(), handler.database().service());
        this.recipient = new HandlerTransactions(handler, deadLetters, (transaction, last) -> {
            long from = position == null ? 0 : position;
            cursor.move(transaction.connection(), from, last.position());
            transaction.afterCommit(() -> position = last.position());
        });
        signals.listen(source, waiting::wake);
        this.thread = Thread.ofPlatform()
                .daemon()
                .name(describe())
                .uncaughtExceptionHandler(new EndByError())
                .unstarted(this::follow);
    }

    @Override
    public String handler() {
        return handler.name();
    }

    @Override
    public Set<String> sources() {
        return Set.of(source);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public double secondsBehind(String ofSource) {
        Instant since = behindSince;
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1_000.0);
    }

    @Override
    public long parked(String ofSource) {
        return deadLetters.parked(ofSource);
    }

    @Override
    public String describe() {
        return handler.name() + "<-" + source;
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
        Patience patience = new Patience(LAST_RETRY_MILLIS);
        while (!waiting.isEnded()) {
            try {
                actOn(next());
                patience.restore();
            } catch (RuntimeException e) {
                position = null;
                if (e.getCause() instanceof EventCursor.Moved) {
                    LOG.infof("%s was moved by somebody else, and goes on from there", describe());
                    continue;
                }
                behindSince = behindSince == null ? clock.instant() : behindSince;
                long pauseMillis = patience.nextMillis();
                LOG.warnf(e, "%s stands still and tries again in %d ms", describe(), pauseMillis);
                waiting.pauseUnlessEnded(pauseMillis);
            }
        }
    }

    private List<Told> next() {
        Long known = position;
        long from = known == null ? handler.database().read(cursor::position) : known;
        List<Told> next = signals.after(source, from, pace.batchMax());
        if (next.isEmpty() || !connected) {
            next = outbox.after(source, from, pace.batchMax());
        }
        position = from;
        connected = true;
        behindSince = next.isEmpty() ? null : next.getFirst().raw().occurredAt();
        return next;
    }

    /** Acts on the next batch, or waits for one. */
    private void actOn(List<Told> next) {
        if (next.isEmpty()) {
            if (!waiting.isWokenWithin(pace.lookEvery().toMillis())) {
                // Who is at the end finds out by looking only that its place was set back.
                position = null;
            }
            return;
        }
        long begin = System.nanoTime();
        Delivery.bring(next, recipient, () -> {});
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        pace.rest(waiting, next.size(), taken);
    }
}
