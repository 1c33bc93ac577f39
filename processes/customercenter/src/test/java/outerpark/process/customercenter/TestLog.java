package outerpark.process.customercenter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import outerpark.common.events.RawEvent;
import outerpark.common.events.Told;
import outerpark.contracts.events.Envelope;
import outerpark.process.kafka.LogEnds;

/** A log without Kafka: partitions, each with its events by their offsets, which need not be without gaps. */
final class TestLog implements LogEnds {

    private final Map<TopicPartition, SortedMap<Long, Told>> partitions = new HashMap<>();

    /** Adds one without events. */
    TopicPartition partition(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        partitions.put(partition, new TreeMap<>());
        return partition;
    }

    void tell(TopicPartition partition, Collection<Envelope> events) {
        events.forEach(event -> put(partition, end(partition), event, null));
    }

    /** Behind a gap, as one that aborted transactions and other records leave. */
    void tellLater(TopicPartition partition, long gap, Envelope event) {
        put(partition, end(partition) + gap, event, null);
    }

    void tellUnreadable(TopicPartition partition, Envelope event) {
        put(partition, end(partition), event, "unreadable on purpose");
    }

    /** Forgets what stands before that offset, as Kafka does when a retention is set. */
    void forgetBefore(TopicPartition partition, long offset) {
        events(partition).headMap(offset).clear();
    }

    /** The offset after its last event. */
    long end(TopicPartition partition) {
        return ends().getOrDefault(partition, 0L);
    }

    /** That many at most from that offset on, by their offsets. */
    SortedMap<Long, Told> next(TopicPartition partition, long from, int limit) {
        SortedMap<Long, Told> next = new TreeMap<>();
        events(partition).tailMap(from).entrySet().stream()
                .limit(limit)
                .forEach(entry -> next.put(entry.getKey(), entry.getValue()));
        return next;
    }

    List<TopicPartition> partitions() {
        return new ArrayList<>(partitions.keySet());
    }

    @Override
    public Map<TopicPartition, Long> begins() {
        Map<TopicPartition, Long> begins = new HashMap<>();
        partitions.forEach((partition, events) -> begins.put(partition, events.isEmpty() ? 0 : events.firstKey()));
        return begins;
    }

    @Override
    public Map<TopicPartition, Long> ends() {
        Map<TopicPartition, Long> ends = new HashMap<>();
        partitions.forEach((partition, events) -> ends.put(partition, events.isEmpty() ? 0 : events.lastKey() + 1));
        return ends;
    }

    private SortedMap<Long, Told> events(TopicPartition partition) {
        return partitions.getOrDefault(partition, new TreeMap<>());
    }

    private void put(TopicPartition partition, long offset, Envelope event, @Nullable String error) {
        RawEvent raw = new RawEvent(
                event.eventId(), "a type", 1, "a subject", 1, event.occurredAt(), "the-request", null, null, "{}");
        Told told = error == null
                ? new Told("reservation", offset, raw, event, null)
                : Told.unreadable("reservation", offset, raw, error);
        events(partition).put(offset, told);
    }
}
