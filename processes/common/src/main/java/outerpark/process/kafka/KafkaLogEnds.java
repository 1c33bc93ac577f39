package outerpark.process.kafka;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** As Kafka says so. */
@Singleton
final class KafkaLogEnds implements LogEnds {

    private final KafkaClients clients;

    KafkaLogEnds(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public Map<TopicPartition, Long> begins() {
        return offsets(OffsetSpec.earliest());
    }

    @Override
    public Map<TopicPartition, Long> ends() {
        return offsets(OffsetSpec.latest());
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec spec) {
        clients.requireTopics();
        try (Admin admin = clients.admin()) {
            Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
            for (TopicDescription topic :
                    admin.describeTopics(clients.topics()).allTopicNames().get().values()) {
                topic.partitions()
                        .forEach(partition -> asked.put(new TopicPartition(topic.name(), partition.partition()), spec));
            }
            Map<TopicPartition, Long> offsets = new HashMap<>();
            admin.listOffsets(asked).all().get().forEach((partition, found) -> offsets.put(partition, found.offset()));
            return offsets;
        } catch (ExecutionException e) {
            throw new KafkaException("the ends of the events' topics are not known", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }
}
