package outerpark.process.kafka;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.Producer;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.common.events.EventHandler;
import outerpark.common.events.EventSignals;
import outerpark.common.events.Outbox;
import outerpark.common.events.OutboxProgress;
import outerpark.common.events.Pace;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.PaymentDue;
import outerpark.process.kafka.RelayStore.Row;

/** From the outbox of a telling service over topics of its own to whoever follows; all that was started is stopped. */
final class Channel implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(1);
    static final int PARTITIONS = 3;

    /** Small batches: whatever is to happen in the middle finds one. */
    private static final Pace PACE = new Pace(20, Duration.ofMillis(50), Duration.ofMillis(1));

    private final String service;
    private final Database database;
    private final EventSignals signals = new EventSignals();
    private final Outbox outbox;
    private final List<AutoCloseable> running = new ArrayList<>();
    private final KafkaClients clients;
    private final List<Envelope> told = new ArrayList<>();

    Channel(String service, String bootstrapServers, Map<String, String> clientSettings) {
        this.service = service;
        this.database = TestPostgres.database(service, "db/events");
        this.outbox = new Outbox(database, signals);
        String prefix = "t" + Ids.next();
        this.clients = new KafkaClients(
                new Config(bootstrapServers, prefix, clientSettings), new Instance(Optional.of("test")));
    }

    private record Config(String bootstrapServers, String prefix, Map<String, String> client) implements KafkaConfig {
        @Override
        public Topic topic() {
            return new Topic() {
                @Override
                public String reservations() {
                    return prefix;
                }

                @Override
                public String musicals() {
                    return prefix + ".musicals";
                }

                @Override
                public int partitions() {
                    return PARTITIONS;
                }

                @Override
                public short replicationFactor() {
                    return 1;
                }

                @Override
                public Optional<Duration> retention() {
                    return Optional.empty();
                }
            };
        }
    }

    /** Tells that many events in turn about each of the subjects, a transaction for each round. */
    List<Envelope> tell(List<UUID> subjects, int rounds) {
        List<Envelope> events = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            int revision = told.size() + round;
            events.addAll(tell(subjects.stream()
                    .map(subject -> envelope(new PaymentDue(subject), revision))
                    .toList()));
        }
        return events;
    }

    /** In one transaction. */
    List<Envelope> tell(List<Envelope> events) {
        database.run(transaction -> outbox.append(transaction, events));
        told.addAll(events);
        return events;
    }

    static Envelope envelope(Event event, long revision) {
        return new Envelope(
                Ids.next(),
                revision,
                Instant.parse("2026-11-22T09:00:00.123456Z"),
                "correlation 한글",
                Ids.next(),
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                event);
    }

    /** All that was told so far. */
    List<Envelope> told() {
        return List.copyOf(told);
    }

    Relay relay(String instance) {
        return relay(instance, producer -> producer);
    }

    /** @param around what the relay uses for the producer that it is given */
    Relay relay(String instance, UnaryOperator<Producer<byte[], byte[]>> around) {
        return relay(instance, around, PACE);
    }

    Relay relay(String instance, UnaryOperator<Producer<byte[], byte[]>> around, Pace pace) {
        Relay relay = new Relay(new RelayStore(database), instance, LEASE, pace, publishing(around), signals);
        running.add(relay);
        relay.start();
        return relay;
    }

    private Relay.Publishing publishing(UnaryOperator<Producer<byte[], byte[]>> around) {
        return new Relay.Publishing() {
            @Override
            public void require() {
                clients.requireTopics();
            }

            @Override
            public Producer<byte[], byte[]> producer() {
                return around.apply(clients.producer(LEASE));
            }

            @Override
            public String topicOf(String type) {
                return clients.topicOf(type);
            }
        };
    }

    KafkaFollower follow(EventHandler handler) {
        return start(KafkaFollower.of(handler, clients, PACE, Clock.systemUTC()));
    }

    KafkaFollower start(KafkaFollower follower) {
        running.add(follower);
        follower.start();
        return follower;
    }

    /** How far what the service tells is read by all, as its process knows it. */
    OutboxProgress progress() {
        RelayConfig limits = new Limits(PACE.lookEvery(), LEASE, LEASE);
        return new RelayOfService(
                List.of(outbox),
                List.of(database),
                clients,
                new Instance(Optional.of("test")),
                limits,
                PACE,
                signals,
                Clock.systemUTC(),
                new SimpleMeterRegistry());
    }

    private record Limits(Duration lookEvery, Duration lease, Duration countEvery) implements RelayConfig {}

    KafkaClients clients() {
        return clients;
    }

    Pace pace() {
        return PACE;
    }

    Database database() {
        return database;
    }

    /** Where publishing stands, by the table. */
    long position() {
        return Long.parseLong(Ledger.ask(database, "SELECT position FROM relay").getFirst());
    }

    boolean isPublished() {
        return rows().getLast().position() == position();
    }

    /** The outbox. */
    List<Row> rows() {
        return new RelayStore(database).after(0, Integer.MAX_VALUE);
    }

    String service() {
        return service;
    }

    @Override
    public void close() {
        running.forEach(Channel::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
