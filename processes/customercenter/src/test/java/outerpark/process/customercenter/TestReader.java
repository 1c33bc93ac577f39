package outerpark.process.customercenter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.kafka.common.TopicPartition;
import outerpark.common.events.Told;

/** Brings a log to a writer as a follower of Kafka does, one batch at a time. */
final class TestReader {

    private final TestLog log;
    private final ViewWriter writer;
    private final Map<TopicPartition, Long> at = new HashMap<>();

    TestReader(TestLog log, ViewWriter writer) {
        this.log = log;
        this.writer = writer;
        goOnFromItsPlaces();
    }

    /** Goes to where the view is. */
    void goOnFromItsPlaces() {
        at.clear();
        at.putAll(writer.in(log.partitions()));
    }

    /**
     * Brings the next batch: that many events of each partition at most.
     *
     * @return whether there was any
     * @throws RuntimeException if it could not be written, and nothing of it is; it is to go on from its places then
     */
    boolean bring(int eventsMax) {
        List<Told> batch = new ArrayList<>();
        Map<TopicPartition, Long> reached = new HashMap<>();
        at.forEach((partition, from) -> {
            SortedMap<Long, Told> next = log.next(partition, from, eventsMax);
            if (!next.isEmpty()) {
                batch.addAll(next.values());
                reached.put(partition, next.lastKey() + 1);
            }
        });
        if (batch.isEmpty()) {
            return false;
        }
        writer.act(batch);
        writer.keep(reached);
        at.putAll(reached);
        return true;
    }

    /** Brings everything that there is, whatever comes in between. */
    void bringAll(int eventsMax) {
        while (bring(eventsMax)) {
            // The next one.
        }
    }
}
