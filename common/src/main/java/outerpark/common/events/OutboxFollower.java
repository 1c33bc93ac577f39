package outerpark.common.events;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.common.Following;
import outerpark.common.database.NothingWritten;
import outerpark.common.events.OutboxReader.Told;
import outerpark.contracts.events.Envelope;

/**
 * Brings the events of one source to one handler, in order, a batch a transaction. It goes on from the place kept with
 * the handler's effects, so a crash repeats at most what was rolled back; wherever somebody else moves that place, it
 * goes on from there. When the database is away it tries again, ever more slowly, for ever; an event that can never be
 * acted on is parked and the rest goes on.
 */
final class OutboxFollower implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OutboxFollower.class);
    private static final long FIRST_RETRY_MILLIS = 50;
    private static final long LAST_RETRY_MILLIS = 5_000;

    private final EventHandler handler;
    private final String source;
    private final OutboxReader outbox;
    private final Pace pace;
    private final Clock clock;
    private final EventCursor cursor;
    private final DeadLetters deadLetters;
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean connected;
    /** Since when it has something to act on; null if it has nothing. */
    private volatile @Nullable Instant behindSince;

    OutboxFollower(
            EventHandler handler, String source, OutboxReader outbox, EventSignals signals, Pace pace, Clock clock) {
        this.handler = handler;
        this.source = source;
        this.outbox = outbox;
        this.pace = pace;
        this.clock = clock;
        this.cursor = new EventCursor(handler.name(), source);
        this.deadLetters = new DeadLetters(handler, source);
        signals.listen(source, wake::release);
        this.thread = Thread.ofPlatform()
                .daemon()
                .name(handler.name() + "<-" + source)
                .unstarted(this::follow);
    }

    void start() {
        thread.start();
    }

    /** Whether it runs. */
    boolean isAlive() {
        return thread.isAlive();
    }

    /** Whether it could read its source since it started; a backlog does not matter. */
    boolean isConnected() {
        return connected;
    }

    /** How old the oldest event is that it has not acted on, as far as it knows; 0 if it has acted on all. */
    double secondsBehind() {
        Instant since = behindSince;
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1_000.0);
    }

    long parked() {
        return deadLetters.parked();
    }

    String describe() {
        return handler.name() + "<-" + source;
    }

    /** Finishes the batch under way and stops. */
    @Override
    public void close() {
        stopping = true;
        stopped.countDown();
        wake.release();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        long retryMillis = FIRST_RETRY_MILLIS;
        @Nullable Long position = null;
        while (!stopping) {
            try {
                if (position == null) {
                    position = handler.database().read(cursor::position);
                }
                position = actOnNext(position);
                retryMillis = FIRST_RETRY_MILLIS;
            } catch (RuntimeException e) {
                if (isMoved(e)) {
                    LOG.infof("%s was moved by somebody else, and goes on from there", describe());
                    position = null;
                    continue;
                }
                behindSince = behindSince == null ? clock.instant() : behindSince;
                LOG.warnf(e, "%s stands still and tries again in %d ms", describe(), retryMillis);
                position = null;
                pauseUnlessStopped(retryMillis);
                retryMillis = Math.min(retryMillis * 2, LAST_RETRY_MILLIS);
            }
        }
    }

    /** Acts on the next batch, or waits for one; returns the new position, or null if it is to be looked up. */
    private @Nullable Long actOnNext(long position) {
        List<Told> next = outbox.after(source, position, pace.batchMax());
        connected = true;
        behindSince = next.isEmpty() ? null : next.getFirst().raw().occurredAt();
        if (next.isEmpty()) {
            // Who is at the end finds out by looking only that its place was set back.
            return isWoken(pace.lookEvery().toMillis()) ? position : null;
        }
        long reached = actOrGoOneByOne(next, position);
        if (next.size() < pace.batchMax()) {
            pauseUnlessStopped(pace.gatherFor().toMillis());
        }
        return reached;
    }

    private long actOrGoOneByOne(List<Told> next, long position) {
        try {
            return act(next, position);
        } catch (NothingWritten e) {
            if (mayPass(e)) {
                throw e;
            }
            LOG.warnf(
                    "%s cannot act on %d events from position %d at once, and goes on one by one: %s",
                    describe(), next.size(), next.getFirst().position(), DeadLetters.onOneLine(reasonOf(e)));
            return actOneByOne(next, position);
        }
    }

    private long act(List<Told> batch, long from) {
        List<Envelope> events =
                batch.stream().map(Told::event).filter(Objects::nonNull).toList();
        long to = batch.getLast().position();
        handler.database().run(transaction -> {
            handler.on(transaction, events);
            for (Told told : batch) {
                if (told.error() != null) {
                    deadLetters.park(transaction, told, told.error());
                }
            }
            cursor.move(transaction.connection(), from, to);
        });
        StoryLog.done(handler.name(), events);
        return to;
    }

    private long actOneByOne(List<Told> batch, long from) {
        long position = from;
        for (Told told : batch) {
            try (var _ = Following.of(told.raw().cause())) {
                position = actOrPark(told, position);
            }
        }
        return position;
    }

    private long actOrPark(Told told, long from) {
        try {
            return act(List.of(told), from);
        } catch (NothingWritten e) {
            if (mayPass(e)) {
                throw e;
            }
            handler.database().run(transaction -> {
                deadLetters.park(transaction, told, reasonOf(e));
                cursor.move(transaction.connection(), from, told.position());
            });
            return told.position();
        }
    }

    /** Whether it was not the events' fault. */
    private static boolean mayPass(NothingWritten e) {
        return e.isTransient() || isMoved(e);
    }

    private static String reasonOf(NothingWritten e) {
        return String.valueOf(e.getMessage());
    }

    private static boolean isMoved(RuntimeException e) {
        return e.getCause() instanceof EventCursor.Moved;
    }

    /** A pause that no news shortens: after a failure it would only fail again. */
    private void pauseUnlessStopped(long millis) {
        try {
            var _ = stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }

    /** Waits at most that long; true as soon as there is something to act on, or to stop for. */
    private boolean isWoken(long millis) {
        try {
            boolean woken = wake.tryAcquire(millis, TimeUnit.MILLISECONDS);
            wake.drainPermits();
            return woken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
            return true;
        }
    }
}
