package outerpark.process.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.cluster.KafkaBroker;
import outerpark.common.database.Transaction;
import outerpark.common.events.DeadLetter;
import outerpark.common.events.DeadLetters;
import outerpark.common.events.EndByError;
import outerpark.common.events.HandlerTransactions;
import outerpark.common.events.Pace;
import outerpark.common.events.TestDesk;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event.MusicalRegistered;
import outerpark.process.kafka.RelayStore.Row;

/** Whatever happens on the way, the effects are those of one clean delivery. */
final class EventsOverKafkaTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** Longer than the pause between two attempts at a broker that is away. */
    private static final Duration PACE_OF_ATTEMPTS = Duration.ofSeconds(6);

    /** Of whoever stops a process whose Kafka is away. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir
    private static Path temp;

    private static KafkaBroker broker;

    private final List<UUID> subjects = Stream.generate(Ids::next).limit(10).toList();
    private final Ledger ledger = Ledger.of("musical");
    private Channel channel;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = new KafkaBroker(temp.resolve("kafka"), temp.resolve("kafka.log"), KafkaBroker.Ports.free(), Map.of());
        broker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void prepare() {
        channel = channel(Map.of());
    }

    @AfterEach
    void stop() {
        channel.close();
    }

    @Test
    void whatIsToldAboutASubjectArrivesInItsOrderAndShowsComeByTheirOwnTopic() {
        channel.relay("one");
        channel.follow(ledger);
        List<Envelope> events = channel.tell(subjects, 10);
        channel.tell(List.of(Channel.envelope(new MusicalRegistered(17, "레베카", 100_000, 1_000), 1)));

        awaitTheEffectsOfOneCleanDelivery();
        for (UUID subject : subjects) {
            assertThat(ledger.entriesOf(subject.toString()))
                    .containsExactlyElementsOf(events.stream()
                            .filter(event -> event.subject().equals(subject.toString()))
                            .map(event -> event.eventId().toString())
                            .toList());
        }
    }

    @Test
    void inARushTheRelayRestsAfterEachBatch() {
        AtomicBoolean isRush = new AtomicBoolean(true);
        AtomicInteger looks = new AtomicInteger();
        BooleanSupplier looked = () -> {
            looks.incrementAndGet();
            return isRush.get();
        };
        Duration often = Duration.ofMillis(50);
        Pace pace = new Pace(20, often, Duration.ZERO, Duration.ZERO, looked, Duration.ofDays(1));
        channel.tell(subjects, 5);
        channel.relay("one", producer -> producer, pace);
        channel.follow(ledger);
        await().atMost(SOON).until(() -> looks.get() > 5);
        assertThat(channel.position()).isEqualTo(channel.rows().get(19).position());

        isRush.set(false);
        awaitTheEffectsOfOneCleanDelivery();
    }

    @Test
    void othersEventsAreLeftOut() throws Exception {
        publish(
                channel.clients().topicOf(""),
                "key",
                "not even an envelope",
                Map.of("source", "other", "position", "1"));
        channel.relay("one");
        channel.follow(ledger);
        channel.tell(subjects, 1);

        awaitTheEffectsOfOneCleanDelivery();
        assertThat(new TestDesk(ledger).letters()).isEmpty();
    }

    @Test
    void membersThatComeAndGoChangeNothing() {
        channel.relay("one");
        KafkaFollower first = channel.follow(ledger);
        channel.tell(subjects, 10);
        await().atMost(SOON).until(() -> ledger.seen() > 0);
        KafkaFollower second = channel.follow(ledger);
        channel.tell(subjects, 10);
        await().atMost(SOON).until(second::isConnected);
        channel.tell(subjects, 10);
        first.close();
        channel.tell(subjects, 10);
        channel.follow(ledger);
        channel.tell(subjects, 10);

        awaitTheEffectsOfOneCleanDelivery();
    }

    @Test
    void everythingTwiceChangesNothing() {
        Relay relay = channel.relay("one");
        channel.follow(ledger);
        channel.tell(subjects, 10);
        awaitTheEffectsOfOneCleanDelivery();
        relay.close();
        Ledger.execute(channel.database(), "UPDATE relay SET position = 0");

        channel.relay("one");
        await().atMost(SOON).until(() -> ledger.seen() >= 2 * channel.told().size());
        awaitTheEffectsOfOneCleanDelivery();
    }

    @Test
    void anyOrderHasTheSameEffects() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        channel.tell(subjects, 10);
        List<Row> shuffled = new ArrayList<>(channel.rows());
        Collections.shuffle(shuffled, new Random(seed));
        channel.clients().requireTopics();
        try (Producer<byte[], byte[]> producer = channel.clients().producer(SOON)) {
            for (Row row : shuffled) {
                String topic = channel.clients().topicOf(row.event().type());
                producer.send(EventRecord.of(topic, channel.service(), row.position(), row.event()))
                        .get();
            }
        }

        channel.follow(ledger);
        awaitTheEffectsOfOneCleanDelivery();
    }

    @Test
    void aBrokerThatIsAwayAtTheStartIsStoppedAndIsKilledOnlyTakesTime() throws Exception {
        broker.close();
        channel.tell(subjects, 5);
        assertThat(timeToStop(channel.relay("early"))).isLessThan(PATIENCE);
        assertThat(timeToStop(channel.follow(ledger))).isLessThan(PATIENCE);
        channel.relay("one");
        KafkaFollower follower = channel.follow(ledger);
        broker.start();
        awaitTheEffectsOfOneCleanDelivery();

        channel.tell(subjects, 5);
        broker.close();
        channel.tell(subjects, 5);
        broker.start();
        channel.tell(subjects, 5);
        broker.process().orElseThrow().destroyForcibly().waitFor();
        channel.tell(subjects, 5);
        broker.start();

        awaitTheEffectsOfOneCleanDelivery();
        assertThat(follower.isAlive()).isTrue();
    }

    @Test
    void thatTheBrokerIsAwayIsSaidOnceAndSoIsItsReturn() throws Exception {
        channel.relay("one");
        KafkaFollower follower = channel.follow(ledger);
        channel.tell(subjects, 1);
        awaitTheEffectsOfOneCleanDelivery();
        try (LogLines lines = new LogLines(Relay.class, KafkaFollower.class)) {
            broker.close();
            channel.tell(subjects, 1);
            String unheard = follower.describe() + " hears nothing from Kafka";
            String unpublished = "the events of musical are not published and wait";
            await().atMost(SOON).until(() -> lines.count(unheard) > 0 && lines.count(unpublished) > 0);
            await().during(PACE_OF_ATTEMPTS).until(() -> lines.count("") == 2);

            broker.start();
            awaitTheEffectsOfOneCleanDelivery();
            await().atMost(SOON).until(() -> lines.count(follower.describe() + " hears from Kafka again") == 1);
            await().atMost(SOON).until(() -> lines.count("the events of musical are published again") == 1);
            assertThat(lines.count("")).isEqualTo(4);
        }
    }

    private static Duration timeToStop(AutoCloseable part) throws Exception {
        long begun = System.nanoTime();
        part.close();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Test
    void aGroupThatIsRewoundRepeatsEverythingToTheSameEffect() throws Exception {
        channel.relay("one");
        KafkaFollower follower = channel.follow(ledger);
        channel.tell(subjects, 10);
        awaitTheEffectsOfOneCleanDelivery();
        follower.close();
        try (Admin admin = admin()) {
            admin.deleteConsumerGroups(List.of(ledger.name())).all().get();
        }

        channel.follow(ledger);
        await().atMost(SOON).until(() -> ledger.seen() >= 2 * channel.told().size());
        awaitTheEffectsOfOneCleanDelivery();
    }

    @Test
    void aRelayThatWasReplacedBetweenPublishingAndItsMoveMovesNothing() throws Exception {
        assertThat(positionsOfAReplacedRelay()).isSorted();
    }

    /** The control run: a take-over that begins no epoch. */
    @Test
    void withoutTheEpochTheReplacedRelayWouldSetThePositionBack() throws Exception {
        Ledger.execute(
                channel.database(),
                "CREATE FUNCTION same_epoch() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN NEW.epoch := OLD.epoch; RETURN NEW; END $$",
                "CREATE TRIGGER same_epoch BEFORE UPDATE ON relay FOR EACH ROW EXECUTE FUNCTION same_epoch()");

        assertThat(positionsOfAReplacedRelay()).isNotEqualTo(positions("position"));
    }

    /**
     * A relay is paused when it has published, another takes over and comes to the end, then the first goes on. Returns
     * where the position has been, in the order of its moves.
     */
    private List<Long> positionsOfAReplacedRelay() throws Exception {
        Ledger.execute(
                channel.database(),
                "CREATE TABLE move (n serial, position bigint)",
                "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN INSERT INTO move (position) VALUES (NEW.position); RETURN NULL; END $$",
                "CREATE TRIGGER note AFTER UPDATE ON relay FOR EACH ROW EXECUTE FUNCTION note()");
        CountDownLatch published = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        channel.tell(subjects, 1);
        Relay paused = channel.relay("paused", producer -> pausedAfterFlush(producer, published, goOn));
        published.await();
        Relay other = channel.relay("other");
        channel.tell(subjects, 1);
        await().atMost(SOON).until(channel::isPublished);
        other.close();
        goOn.countDown();
        paused.close();

        channel.follow(ledger);
        awaitTheEffectsOfOneCleanDelivery();
        return positions("n");
    }

    private List<Long> positions(String order) {
        return Ledger.ask(channel.database(), "SELECT position FROM move ORDER BY " + order).stream()
                .map(Long::valueOf)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Producer<byte[], byte[]> pausedAfterFlush(
            Producer<byte[], byte[]> producer, CountDownLatch published, CountDownLatch goOn) {
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                EventsOverKafkaTest.class.getClassLoader(),
                new Class<?>[] {Producer.class},
                (self, method, arguments) -> {
                    Object answer = method.invoke(producer, arguments);
                    if (method.getName().equals("flush")) {
                        published.countDown();
                        goOn.await();
                    }
                    return answer;
                });
    }

    @Test
    void aRelayThatIsStoppedHandsOverAtOnceAndARestartedOneNeedNotWaitForItself() {
        channel.tell(subjects, 1);
        Relay first = channel.relay("one");
        await().atMost(SOON).until(channel::isPublished);
        // As after a kill: its lease is still running, and for long.
        Ledger.execute(channel.database(), "UPDATE relay SET leased_until = now() + interval '1 hour'");

        channel.relay("one");
        await().atMost(SOON).until(() -> epoch() == 2);
        channel.tell(subjects, 1);
        await().atMost(SOON).until(channel::isPublished);
        await().atMost(SOON).until(() -> !first.isHolder());
    }

    @Test
    void whatIsNotPublishedIsNotReadByAll() {
        channel.tell(subjects, 1);
        assertThat(channel.progress().readByAll(channel.service())).isZero();
        channel.relay("one");
        await().atMost(SOON).until(channel::isPublished);
        assertThat(channel.progress().readByAll(channel.service()))
                .isEqualTo(channel.rows().getLast().position());
    }

    @Test
    void anErrorEndsTheFollowerOrTheRelayForGoodAndIsTold() {
        try (LogLines lines = new LogLines(EndByError.class)) {
            channel.tell(subjects, 1);
            Relay broken = channel.relay("broken", producer -> {
                throw new NoClassDefFoundError("on purpose");
            });
            await().atMost(SOON).until(() -> !broken.isAlive());
            await().until(() -> lines.count("relay has ended for good by NoClassDefFoundError") == 1);

            ledger.trouble((transaction, events) -> {
                throw new StackOverflowError("on purpose");
            });
            channel.relay("broken");
            KafkaFollower follower = channel.follow(ledger);
            await().atMost(SOON).until(() -> !follower.isAlive());
            await().until(() -> lines.count("ledger<-kafka has ended for good by StackOverflowError") == 1);
        }
        ledger.trouble((transaction, events) -> {});
        channel.follow(ledger);
        awaitTheEffectsOfOneCleanDelivery();
    }

    @Test
    void poisonIsParkedAloneAndReplayed() {
        Envelope poison = channel.tell(subjects, 1).get(4);
        ledger.trouble((transaction, events) -> {
            if (events.contains(poison)) {
                raise(transaction, "22003");
            }
        });
        channel.relay("one");
        channel.follow(ledger);
        channel.tell(subjects, 5);

        TestDesk desk = new TestDesk(ledger);
        await().atMost(SOON).until(() -> ledger.effects().size() == 59 + 10);
        DeadLetter letter = desk.letters().getFirst();
        assertThat(desk.letters()).hasSize(1);
        assertThat(letter.eventId()).isEqualTo(poison.eventId());
        assertThat(letter.position()).isEqualTo(channel.rows().get(4).position());
        assertThat(letter.error()).contains("on purpose");

        ledger.trouble((transaction, events) -> {});
        assertThat(desk.replay(letter)).isTrue();
        awaitTheEffectsOfOneCleanDelivery();
    }

    @Test
    void whatIsNoEventIsParkedAndTheRestGoesOn() throws Exception {
        channel.clients().requireTopics();
        String topic = channel.clients().topicOf("");
        publish(topic, "a", "not even JSON\0", Map.of("source", "musical", "position", "5"));
        publish(topic, "b", null, Map.of("source", "musical", "position", "6"));
        publish(topic, "c", "{\"eventId\": \"1\"}", Map.of());
        publish(topic, "d", "{}", Map.of("source", "musical", "position", "many"));
        channel.relay("one");
        channel.follow(ledger);
        channel.tell(subjects, 2);

        awaitTheEffectsOfOneCleanDelivery();
        TestDesk desk = new TestDesk(ledger);
        await().atMost(SOON).until(() -> desk.letters().size() == 4);
        assertThat(desk.letters())
                .allSatisfy(letter -> assertThat(letter.type()).isEqualTo(EventRecord.UNDECODABLE))
                .anySatisfy(letter -> {
                    assertThat(letter.source()).isEqualTo("musical");
                    assertThat(letter.position()).isEqualTo(5);
                    assertThat(letter.data()).isEqualTo("not even JSON\uFFFD");
                })
                .anySatisfy(letter -> assertThat(letter.source()).startsWith(topic + "/"));
        assertThat(desk.replay(desk.letters().getFirst())).isFalse();
    }

    @Test
    void whileTheDatabaseIsAwayTheMemberStaysAndThenGoesOn() throws Exception {
        AtomicInteger failures = new AtomicInteger(5);
        ledger.trouble((transaction, events) -> {
            if (failures.getAndDecrement() > 0) {
                Ledger.execute(transaction, "SELECT pg_terminate_backend(pg_backend_pid())");
            }
        });
        channel.relay("one");
        KafkaFollower follower = channel.follow(ledger);
        await().atMost(SOON).until(follower::isConnected);
        String member = onlyMember();
        channel.tell(subjects, 5);
        await().atMost(SOON).until(() -> follower.secondsBehind("musical") > 0);

        awaitTheEffectsOfOneCleanDelivery();
        assertThat(failures.get()).isNegative();
        assertThat(onlyMember()).isEqualTo(member);
        assertThat(new TestDesk(ledger).letters()).isEmpty();
        await().atMost(SOON).until(() -> follower.secondsBehind("musical") == 0 && follower.recordsBehind() == 0);
    }

    @Test
    void aBatchThatTakesLongerThanKafkaBearsDoesNotCostTheMembership() throws Exception {
        Duration each = Duration.ofMillis(120);
        try (Channel slow = channel(Map.of("max.poll.interval.ms", "3000"))) {
            Ledger slowly = Ledger.of("musical");
            List<Envelope> events = slow.tell(subjects, 4);
            slowly.trouble((transaction, batch) -> {
                if (batch.size() > 1 && batch.contains(events.getFirst())) {
                    raise(transaction, "22003"); // one by one, then
                }
                Ledger.execute(transaction, "SELECT pg_sleep(" + each.toMillis() / 1_000.0 + ")");
            });
            slow.relay("one");
            KafkaFollower follower = slow.follow(slowly);
            await().atMost(SOON).until(follower::isConnected);
            String member = onlyMember();

            await().atMost(SOON).until(() -> slowly.effects().equals(Ledger.effectsOf(events)));
            assertThat(onlyMember()).isEqualTo(member);
        }
    }

    /** As after a broker was killed that has lost its clock for whom it knew. */
    @Test
    void aMemberThatNeverComesBackAndIsNeverTakenForDeadIsNotWaitedForLong() throws Exception {
        String absenceMax = "3000";
        try (Channel deserted = channel(Map.of("max.poll.interval.ms", absenceMax))) {
            deserted.clients().requireTopics();
            leaveBehindAMember(deserted, absenceMax);
            List<Envelope> events = deserted.tell(subjects, 1);
            deserted.relay("one");
            deserted.follow(ledger);
            await().atMost(SOON).until(() -> ledger.effects().equals(Ledger.effectsOf(events)));
        }
    }

    private void leaveBehindAMember(Channel channel, String absenceMax) {
        Consumer<byte[], byte[]> member = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG, ledger.name(),
                        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, absenceMax,
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                                (int) Duration.ofMinutes(20).toMillis(),
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        member.subscribe(channel.clients().topicsOf(ledger.sources()));
        await().atMost(SOON).until(() -> {
            member.poll(Duration.ofMillis(100));
            return !member.assignment().isEmpty();
        });
        member.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
    }

    @Test
    void aHandlerThatKeepsItsPlacesItselfGoesBackWithThem() {
        OwnPlaces places = new OwnPlaces();
        DeadLetters deadLetters =
                new DeadLetters(ledger.name(), ledger.database().service());
        channel.relay("one");
        channel.start(new KafkaFollower(
                ledger.name(),
                ledger.sources(),
                new HandlerTransactions(ledger, deadLetters, HandlerTransactions.Place.ELSEWHERE),
                deadLetters,
                places,
                channel.clients(),
                channel.pace(),
                Clock.systemUTC()));
        channel.tell(subjects, 5);
        awaitTheEffectsOfOneCleanDelivery();

        Ledger.execute(ledger.database(), "TRUNCATE entry, newest");
        places.kept.clear();
        awaitTheEffectsOfOneCleanDelivery();
        assertThat(ledger.seen()).isGreaterThanOrEqualTo(2 * channel.told().size());
    }

    /** Places in memory, which can be lost. */
    private static final class OwnPlaces implements Places {
        private final Map<TopicPartition, Long> kept = new ConcurrentHashMap<>();

        @Override
        public Map<TopicPartition, Long> in(Collection<TopicPartition> partitions) {
            Map<TopicPartition, Long> places = new HashMap<>();
            partitions.forEach(partition -> places.put(partition, kept.getOrDefault(partition, 0L)));
            return places;
        }

        @Override
        public void keep(Map<TopicPartition, Long> places) {
            kept.putAll(places);
        }
    }

    private void awaitTheEffectsOfOneCleanDelivery() {
        List<String> clean = Ledger.effectsOf(channel.told());
        await().atMost(SOON).untilAsserted(() -> assertThat(ledger.effects()).isEqualTo(clean));
    }

    private static Channel channel(Map<String, String> clientSettings) {
        return new Channel("musical", broker.bootstrapServers(), clientSettings);
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private long epoch() {
        return Long.parseLong(
                Ledger.ask(channel.database(), "SELECT epoch FROM relay").getFirst());
    }

    private String onlyMember() throws Exception {
        try (Admin admin = admin()) {
            return Objects.requireNonNull(admin.describeConsumerGroups(Set.of(ledger.name()))
                            .all()
                            .get()
                            .get(ledger.name()))
                    .members()
                    .iterator()
                    .next()
                    .consumerId();
        }
    }

    private void publish(String topic, String key, @Nullable String value, Map<String, String> headers)
            throws Exception {
        channel.clients().requireTopics();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        try (Producer<byte[], byte[]> producer = channel.clients().producer(SOON)) {
            producer.send(record).get();
        }
    }

    private static void raise(Transaction transaction, String state) throws SQLException {
        Ledger.execute(transaction, "DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '" + state + "'; END $$");
    }
}
