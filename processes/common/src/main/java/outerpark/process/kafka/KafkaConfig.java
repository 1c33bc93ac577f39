package outerpark.process.kafka;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Where Kafka is and how the events lie in it; defaults and meaning stand in microprofile-config.properties. */
@ConfigMapping(prefix = "outerpark.kafka")
public interface KafkaConfig {

    String bootstrapServers();

    Topic topic();

    /** More settings of Kafka's clients, by Kafka's own names: encryption, authentication. */
    Map<String, String> client();

    interface Topic {
        /** The events of the booking saga. */
        String reservations();

        /** The events about shows. */
        String musicals();

        int partitions();

        short replicationFactor();

        /** Empty keeps events for ever. */
        Optional<Duration> retention();
    }
}
