package outerpark.process.kafka;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The places of a handler that keeps them itself, beside its effects, so that both are lost and rewound together. A
 * handler without it leaves that to Kafka, which commits a place once the effects are committed.
 */
public interface Places {

    /** The place kept in each of these partitions: the offset of the next event; 0 where there is none. */
    Map<TopicPartition, Long> in(Collection<TopicPartition> partitions);

    /**
     * Keeps these places: all events before them are acted on.
     *
     * @throws RuntimeException if that cannot be done, or the places were moved by somebody else since; the follower
     *     goes on from where they are {@link #in} then
     */
    void keep(Map<TopicPartition, Long> places);
}
