package outerpark.process.kafka;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes this process's clients of Kafka, and knows its topics. */
@Singleton
public final class KafkaClients {

    /** The partitions of a process that was killed go to another one after that long. */
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    /**
     * A member that does not come while partitions are dealt out anew is waited for no longer than that. A broker that
     * was killed may know members of before that it never takes for dead: its clock for them can be lost when it loads
     * a group twice, while it is elected again and again at its start (seen with 4.1.1, and the code is the same in
     * 4.4.0; see decision 17). Longer than any transaction lasts, or the member that is in it would be taken for stuck.
     */
    private static final Duration ABSENCE_MAX = Duration.ofSeconds(45);

    /** Also how soon a member learns that another has come or gone. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** For what is asked of Kafka in passing; whoever asks tries again. */
    private static final Duration API_TIMEOUT = Duration.ofSeconds(5);

    /** A topic that gets more partitions is noticed after that long. */
    private static final Duration METADATA_AGE_MAX = Duration.ofSeconds(30);

    /** Of a client whose broker is away, and how late it notices at most that it is back. */
    private static final Duration RECONNECT_PAUSE_MAX = Duration.ofSeconds(2);

    /** A batch for each partition is one write, and where a broker has no other to copy to, one flush to its disk. */
    private static final Duration UNTIL_FLUSHED = Duration.ofMillis(100);

    private static final int BATCH_BYTES = 256 << 10;

    private final KafkaConfig config;
    private final Instance instance;
    private final Topics topics;

    KafkaClients(KafkaConfig config, Instance instance) {
        this.config = config;
        this.instance = instance;
        this.topics = new Topics(config.topic());
    }

    /** Where an event of that type lies. */
    String topicOf(String type) {
        return topics.of(type);
    }

    /** Where these services' events lie. */
    Set<String> topicsOf(Set<String> services) {
        return topics.ofSources(services);
    }

    /**
     * Returns when the topics are there; those that are missing are made.
     *
     * @throws org.apache.kafka.common.KafkaException if that cannot be known or done now
     */
    void requireTopics() {
        topics.require(this::admin);
    }

    Admin admin() {
        Map<String, Object> settings = common("admin");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) API_TIMEOUT.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) API_TIMEOUT.toMillis());
        return Admin.create(settings);
    }

    /** All of the events' topics. */
    Set<String> topics() {
        return topics.names();
    }

    /**
     * A producer that keeps the order of what it is given and writes it once as far as it can. To be flushed: until
     * then it gathers what goes to the same partition.
     *
     * @param giveUpAfter how long it tries to have an event acknowledged
     */
    Producer<byte[], byte[]> producer(Duration giveUpAfter) {
        Map<String, Object> settings = common("relay");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, UNTIL_FLUSHED.toMillis());
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, giveUpAfter.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                giveUpAfter.minus(UNTIL_FLUSHED).toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) giveUpAfter.toMillis());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A member of the group that begins where the group has come to, or else with the first event there is. */
    Consumer<byte[], byte[]> consumer(String group, int batchMax) {
        Map<String, Object> settings = common(group);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class));
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION_TIMEOUT.toMillis());
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) HEARTBEAT.toMillis());
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) ABSENCE_MAX.toMillis());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batchMax);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) API_TIMEOUT.toMillis());
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) API_TIMEOUT.toMillis());
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> common(String purpose) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, instance.name() + "-" + purpose);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_PAUSE_MAX.toMillis());
        settings.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MAX.toMillis());
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.putAll(config.client());
        return settings;
    }
}
