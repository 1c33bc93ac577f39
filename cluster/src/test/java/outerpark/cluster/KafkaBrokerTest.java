package outerpark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.machine.console.Refused;

/** What the broker really keeps, and what keeps it from starting. */
final class KafkaBrokerTest {

    private static final String TOPIC = "t";

    @TempDir
    private Path temp;

    private KafkaBroker.Ports ports;
    private KafkaBroker broker;

    @BeforeEach
    void describe() throws IOException {
        ports = KafkaBroker.Ports.free();
        broker = broker();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void whatItHasAcknowledgedIsThereAfterAStopAndAfterAKillAtTheSameAddress() throws Exception {
        broker.start();
        makeTopic();
        send("one");
        broker.close();
        assertThat(process().isAlive()).isFalse();

        broker.start();
        send("two");
        process().destroyForcibly().waitFor();

        broker.start();
        send("three");
        assertThat(received()).containsExactly("one", "two", "three");
    }

    @Test
    void aBrokerThatIsKilledWhileItMakesItsDataMakesThemAnew() throws Exception {
        for (String reached : List.of("", "bootstrap.checkpoint", "meta.properties", "__cluster_metadata-0")) {
            CompletableFuture<Void> start = CompletableFuture.runAsync(broker::start);
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> broker.process().filter(Process::isAlive).isPresent()
                            && Files.exists(data().resolve(reached)));
            process().destroyForcibly();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(start::get)
                    .withCauseInstanceOf(Refused.class);
        }

        broker.start();
        makeTopic();
        send("one");
        assertThat(received()).containsExactly("one");
    }

    @Test
    void aBrokerThatLostItsOwnerIsStoppedByTheNext() {
        broker.start();
        Process orphan = process();

        broker = broker();
        broker.start();
        assertThat(orphan.isAlive()).isFalse();
        assertThat(process().isAlive()).isTrue();
    }

    @Test
    void itsNoiseIsInItsLogAndSoIsWhyItDoesNotStart() throws Exception {
        Files.createDirectories(data());
        Files.writeString(data().resolve("meta.properties"), "version=nonsense\n");

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(broker::start)
                .withMessageContaining("exit code")
                .withMessageContaining(log().toString());
        assertThat(Files.readString(log())).contains("nonsense");
    }

    /** One in 64 of all random ids does, and Kafka's tool does not know that option. */
    @Test
    void noIdOfANewClusterBeginsLikeAnOption() {
        assertThat(Stream.generate(KafkaBroker::newClusterId).limit(1_000)).noneMatch(id -> id.startsWith("-"));
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(ports.broker(), 1, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(broker::start)
                    .withMessageContaining("port " + taken.getLocalPort());
        }
    }

    @Test
    void dataWithoutTheirIdentityAreLeftAlone() throws Exception {
        Files.createDirectories(data().resolve("outerpark-0"));

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(broker::start)
                .withMessageContaining("meta.properties is missing");
        assertThat(data().resolve("outerpark-0")).exists();
    }

    private Process process() {
        return broker.process().orElseThrow();
    }

    private KafkaBroker broker() {
        return new KafkaBroker(temp.resolve("kafka"), log(), ports, Map.of());
    }

    private Path data() {
        return temp.resolve("kafka/log");
    }

    private Path log() {
        return temp.resolve("logs/kafka.log");
    }

    private void makeTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            NewTopic topic = new NewTopic(TOPIC, 1, (short) 1).configs(Map.of("retention.ms", "-1"));
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    private void send(String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get();
        }
    }

    private List<String> received() {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            List<String> values = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
