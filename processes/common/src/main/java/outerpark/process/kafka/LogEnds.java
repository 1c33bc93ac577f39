package outerpark.process.kafka;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Where the events' topics begin and end, each partition by its own offsets. */
public interface LogEnds {

    /**
     * The offsets of the first events that are there.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not say so now
     */
    Map<TopicPartition, Long> begins();

    /**
     * The offsets after the last events that are there.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not say so now
     */
    Map<TopicPartition, Long> ends();
}
