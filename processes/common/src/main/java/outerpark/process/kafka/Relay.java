package outerpark.process.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.common.events.EndByError;
import outerpark.common.events.EventSignals;
import outerpark.common.events.Pace;
import outerpark.common.events.Patience;
import outerpark.common.events.Waiting;
import outerpark.process.kafka.RelayStore.Row;

/**
 * Publishes the service's outbox to Kafka, in order. Of all the processes of a service one is the relay, for as long as
 * it renews its lease; each take-over begins an epoch. A position is moved when all before it is acknowledged by Kafka,
 * and in the name of the relay's own epoch, so one that was replaced without noticing can at worst have published
 * duplicates. When Kafka or the database is away it tries again, ever more slowly, for ever.
 */
final class Relay implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Relay.class);

    private final RelayStore store;
    private final String instance;
    private final Duration lease;
    private final Pace pace;
    private final Publishing kafka;
    private final EventSignals signals;
    private final Waiting waiting = new Waiting();
    private final Outage outage;
    private final Thread thread;

    /** When it was asked to end, and when its lease was renewed, by {@link System#nanoTime}. */
    private volatile long endingSince;

    private long renewedAt;

    /** The epoch that is its own; null if it is not the relay. */
    private volatile @Nullable Long epoch;

    /**
     * Describes it; it works from {@link #start} on.
     *
     * @param instance this process's name, the same after a restart: then its lease is taken over at once
     */
    Relay(RelayStore store, String instance, Duration lease, Pace pace, Publishing kafka, EventSignals signals) {
        this.store = store;
        this.instance = instance;
        this.lease = lease;
        this.pace = pace;
        this.kafka = kafka;
        this.signals = signals;
        this.outage = new Outage(
                LOG,
                "the events of " + store.service() + " are not published and wait",
                "the events of " + store.service() + " are published again");
        signals.listen(store.service(), waiting::wake);
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("relay")
                .uncaughtExceptionHandler(new EndByError())
                .unstarted(this::work);
    }

    /** What the relay needs of Kafka. */
    interface Publishing {

        /** Returns when there is something to publish to. */
        void require();

        /** A producer that gives up soon enough for the lease to be renewed. */
        Producer<byte[], byte[]> producer();

        String topicOf(String type);
    }

    void start() {
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Whether this process is the relay now, as far as it knows. */
    boolean isHolder() {
        return epoch != null;
    }

    /** Publishes what is told by now, as far as that goes within the lease's time, and gives the lease up. */
    @Override
    public void close() {
        endingSince = System.nanoTime();
        waiting.end();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        // Kafka may be away for the lease's time: the next attempt begins with its renewal.
        Patience patience = new Patience(lease.toMillis() / 2);
        boolean isFirst = true;
        while (!waiting.isEnded()) {
            try {
                Long own = epoch;
                if (own != null) {
                    publishAs(own, patience);
                } else if (!isTaken(isFirst)) {
                    outage.isOver(); // another process is the relay
                    waiting.pauseUnlessEnded(lease.toMillis() / 5);
                }
                isFirst = false;
            } catch (RuntimeException e) {
                outage.goesOn(rootOf(e).toString());
                LOG.debug("why they wait", e);
                waiting.pauseUnlessEnded(patience.nextMillis());
            }
        }
        giveUp();
    }

    private boolean isTaken(boolean isFirst) {
        OptionalLong taken = store.take(instance, lease, isFirst);
        if (taken.isEmpty()) {
            return false;
        }
        epoch = taken.getAsLong();
        LOG.infof("%s is the relay of %s, epoch %d", instance, store.service(), epoch);
        return true;
    }

    /** Returns when it is to end, or is not the relay any more. */
    private void publishAs(long own, Patience patience) {
        kafka.require();
        OptionalLong position = renewed(store.renew(own, lease));
        Producer<byte[], byte[]> producer = kafka.producer();
        try {
            while (position.isPresent()) {
                List<Row> next = next(position.getAsLong());
                if (isDone(next)) {
                    return;
                }
                position = next.isEmpty() ? rest(own, position) : publish(producer, next, own);
                patience.restore();
                outage.isOver();
            }
        } finally {
            // What it has not sent by now comes again, from the position.
            producer.close(Duration.ZERO);
        }
        epoch = null;
        LOG.infof("%s is the relay of %s no more: epoch %d is over", instance, store.service(), own);
    }

    private List<Row> next(long position) {
        List<Row> recent = signals.after(store.service(), position, pace.batchMax()).stream()
                .map(told -> new Row(told.position(), told.raw()))
                .toList();
        return recent.isEmpty() ? store.after(position, pace.batchMax()) : recent;
    }

    private boolean isDone(List<Row> next) {
        return waiting.isEnded() && (next.isEmpty() || System.nanoTime() - endingSince > lease.toNanos());
    }

    /** Waits for something to publish; returns the position, or empty if the epoch is over. */
    private OptionalLong rest(long own, OptionalLong position) {
        waiting.isWokenWithin(pace.lookEvery().toMillis());
        return System.nanoTime() - renewedAt < lease.toNanos() / 3 ? position : renewed(store.renew(own, lease));
    }

    /** Returns the new position, or empty if the epoch is over. */
    private OptionalLong publish(Producer<byte[], byte[]> producer, List<Row> batch, long own) {
        long begin = System.nanoTime();
        List<Future<RecordMetadata>> sent = new ArrayList<>(batch.size());
        for (Row row : batch) {
            String topic = kafka.topicOf(row.event().type());
            sent.add(EventSpans.send(
                    producer, EventRecord.of(topic, store.service(), row.position(), row.event()), row.event()));
        }
        producer.flush();
        sent.forEach(Relay::requireAcknowledged);
        long reached = batch.getLast().position();
        if (!store.move(own, reached, lease)) {
            return OptionalLong.empty();
        }
        OptionalLong position = renewed(OptionalLong.of(reached));
        // Other processes do not know of a rush: they have no more to do than they are told here.
        pace.rest(waiting, batch.size(), Duration.ofNanos(System.nanoTime() - begin));
        return position;
    }

    private OptionalLong renewed(OptionalLong position) {
        renewedAt = System.nanoTime();
        return position;
    }

    private static void requireAcknowledged(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    private void giveUp() {
        Long own = epoch;
        if (own == null) {
            return;
        }
        epoch = null;
        try {
            store.release(own);
        } catch (RuntimeException e) {
            LOG.infof("the lease of %s's relay is not given up, and runs out: %s", store.service(), rootOf(e));
        }
    }

    private static Throwable rootOf(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null ? e : rootOf(cause);
    }
}
