package outerpark.process.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.common.events.Told;

/**
 * A membership in a consumer group, from when it is subscribed to its close; for one thread. What it hands out and what
 * is not {@link #done} with is handed out again, by this member or another.
 */
final class Session implements ConsumerRebalanceListener, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Session.class);

    /** For a last word to Kafka; without it what was done is only done again. */
    private static final Duration LAST_WORD = Duration.ofSeconds(2);

    /** After a crash that much is repeated at most; each commit is a flush in the broker. */
    private static final Duration COMMIT_EVERY = Duration.ofMillis(100);

    /** Kafka takes a member for stuck when it does not poll for 45 s, unless told otherwise. */
    private static final Duration SHOW_UP_EVERY = Duration.ofSeconds(1);

    /** A member tells the coordinator every second that it is there, if it knows where that is. */
    private static final double SILENT_SECONDS = 5;

    private final Consumer<byte[], byte[]> consumer;
    private final Metric lastHeartbeatSecondsAgo;
    private final Set<String> sources;
    private final @Nullable Places own;
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
    private boolean isCommitting;
    private long committedAt = System.nanoTime();
    private long polledAt = System.nanoTime();
    private boolean isMember;
    private long memberSince;
    private boolean isLost;
    private long recordsBehind;

    /**
     * Joins the group.
     *
     * @param sources whose events are handed out
     * @param own where the places are kept; null if Kafka keeps them
     */
    Session(Consumer<byte[], byte[]> consumer, Set<String> topics, Set<String> sources, @Nullable Places own) {
        this.consumer = consumer;
        this.lastHeartbeatSecondsAgo = metric(consumer, "last-heartbeat-seconds-ago");
        this.sources = sources;
        this.own = own;
        consumer.subscribe(topics, this);
    }

    /**
     * What came in one poll.
     *
     * @param own those for this handler, in order; there may be none among the records
     * @param events what these tell
     */
    record Batch(ConsumerRecords<byte[], byte[]> records, List<ConsumerRecord<byte[], byte[]>> own, List<Told> events) {

        static final Batch EMPTY = new Batch(ConsumerRecords.empty(), List.of(), List.of());

        /** How many records came, for whomever. */
        int size() {
            return records.count();
        }
    }

    /** The next events; waits for them at most that long. None come before it is known where to go on. */
    Batch next(Duration wait) {
        ConsumerRecords<byte[], byte[]> records = poll(wait);
        commit();
        if (isLost) {
            return Batch.EMPTY;
        }
        List<ConsumerRecord<byte[], byte[]>> own = own(records);
        return new Batch(records, own, own.stream().map(EventRecord::told).toList());
    }

    /** The batch is acted on: it need not come again. */
    void done(Batch batch) {
        Map<TopicPartition, OffsetAndMetadata> reached =
                new HashMap<>(batch.records().nextOffsets());
        reached.keySet().retainAll(consumer.assignment());
        if (own == null) {
            uncommitted.putAll(reached);
            commit();
        } else {
            Map<TopicPartition, Long> places = new HashMap<>();
            reached.forEach((partition, place) -> places.put(partition, place.offset()));
            own.keep(places);
        }
    }

    /** The batch could not be acted on: it comes again. */
    void failed(Batch batch) {
        goBackTo(batch.records());
        isLost = own != null;
    }

    /** Goes to where its own places are, if it has any: they may have been moved. To be called when nothing came. */
    void goOnFromOwnPlaces() {
        if (own != null) {
            own.in(consumer.assignment()).forEach(consumer::seek);
            isLost = false;
        }
    }

    /** Stays a member that long without taking any events. */
    void rest(Duration time) {
        consumer.pause(consumer.assignment());
        goBackTo(poll(time)); // those of partitions that came to it meanwhile
        consumer.resume(consumer.paused());
    }

    /** To be called time and again while a batch is acted on for long, or Kafka would take the member for stuck. */
    void showUp() {
        if (System.nanoTime() - polledAt > SHOW_UP_EVERY.toNanos()) {
            rest(Duration.ZERO);
        }
    }

    /** Whether it has ever been told its part of the partitions, be it none. */
    boolean isMember() {
        return isMember;
    }

    /** Whether it is a member that cannot even tell Kafka that it is there. */
    boolean isSilent() {
        double seconds = (double) lastHeartbeatSecondsAgo.metricValue();
        boolean hasNeverTold = seconds < 0;
        return isMember && (hasNeverTold ? secondsSince(memberSince) : seconds) > SILENT_SECONDS;
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    private static Metric metric(Consumer<byte[], byte[]> consumer, String name) {
        return consumer.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** How many records of its partitions it has not been handed out, as far as it knows. */
    long recordsBehind() {
        return recordsBehind;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        memberSince = isMember ? memberSince : System.nanoTime();
        isMember = true;
        isLost = own != null;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> last = new HashMap<>(uncommitted);
        last.keySet().retainAll(partitions);
        uncommitted.keySet().removeAll(partitions);
        if (last.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(last, LAST_WORD);
        } catch (KafkaException e) {
            LOG.debug("the next owner repeats what was not committed", e);
        }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        uncommitted.keySet().removeAll(partitions);
    }

    /** Commits what is done, and leaves the group. */
    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(LAST_WORD));
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration wait) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
        polledAt = System.nanoTime();
        recordsBehind = consumer.assignment().stream()
                .map(consumer::currentLag)
                .mapToLong(lag -> lag.orElse(0))
                .sum();
        return records;
    }

    private List<ConsumerRecord<byte[], byte[]>> own(ConsumerRecords<byte[], byte[]> records) {
        List<ConsumerRecord<byte[], byte[]>> own = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            // What does not say whose it is may be anybody's.
            if (EventRecord.sourceOf(record).map(sources::contains).orElse(true)) {
                own.add(record);
            }
        }
        return own;
    }

    private void goBackTo(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, records.records(partition).getFirst().offset());
            }
        }
    }

    /** Without waiting for it; what fails is committed with the next. */
    private void commit() {
        if (uncommitted.isEmpty() || isCommitting || System.nanoTime() - committedAt < COMMIT_EVERY.toNanos()) {
            return;
        }
        isCommitting = true;
        committedAt = System.nanoTime();
        consumer.commitAsync(Map.copyOf(uncommitted), (committed, failure) -> {
            isCommitting = false;
            if (failure == null) {
                committed.forEach(uncommitted::remove);
            } else {
                LOG.debug("not committed now", failure);
            }
        });
    }
}
