package outerpark.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;

class DeliveryWorkerTest {

    private static final Channel CHANNEL = Channel.WEBHOOK;

    private final Database database = TestPostgres.database("notice", "db/events", "db/notice");
    private final Scripted carrier = new Scripted();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<DeliveryWorker> workers = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (DeliveryWorker worker : workers) {
            worker.stop();
        }
    }

    /** Brings what it is told to, in the way that the test says. */
    private static final class Scripted implements Carrier {
        final Queue<UUID> tried = new ConcurrentLinkedQueue<>();
        final Queue<UUID> noted = new ConcurrentLinkedQueue<>();
        volatile boolean isAway;
        volatile boolean isHopeless;
        volatile boolean isNobodyThere;
        volatile boolean cannotBegin;
        volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public Channel channel() {
            return CHANNEL;
        }

        @Override
        public boolean isOn() {
            return true;
        }

        @Override
        public int concurrentMax() {
            return 4;
        }

        @Override
        public Duration longest() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Round begin(List<Delivery> deliveries) {
            if (cannotBegin) {
                throw new IllegalStateException("reservation is away");
            }
            return new Round() {
                @Override
                public boolean bring(Delivery delivery) throws Exception {
                    tried.add(delivery.event().eventId());
                    gate.await();
                    if (isHopeless) {
                        throw new Undeliverable("no such address");
                    }
                    if (isAway) {
                        throw new IOException("nobody\nthere");
                    }
                    return !isNobodyThere;
                }

                @Override
                public void arrived(Transaction transaction, List<Delivery> arrived) {
                    arrived.forEach(each -> noted.add(each.event().eventId()));
                }
            };
        }
    }

    @Test
    void whatIsQueuedIsBroughtOnceHoweverOftenItIsQueued() {
        List<Envelope> events = events(10);
        queue(events);
        queue(events);
        work();
        awaitRest();
        queue(events);
        queue(events(1));
        await().until(() -> carrier.tried.size() == 11);
        assertThat(carrier.tried).doesNotHaveDuplicates();
        assertThat(carrier.noted).containsExactlyInAnyOrderElementsOf(carrier.tried);
    }

    @Test
    void whatFailsIsTriedUntilItArrives() {
        carrier.isAway = true;
        queue(events(2));
        work();
        await().until(() -> carrier.tried.size() >= 6);
        assertThat(state().waiting()).isEqualTo(2);
        assertThat(state().lastFailure()).isEqualTo("nobody there");
        carrier.isAway = false;
        awaitRest();
        assertThat(carrier.noted).hasSize(2);
        assertThat(state().givenUp()).isZero();
        assertThat(counted("arrived")).isEqualTo(2);
        assertThat(counted("failed")).isGreaterThanOrEqualTo(4);
    }

    @Test
    void whatWillNeverArriveIsGivenUpAtOnceAndCanBeBroughtAgain() {
        carrier.isHopeless = true;
        queue(events(3));
        work();
        awaitRest();
        assertThat(carrier.tried).hasSize(3);
        assertThat(state().givenUp()).isEqualTo(3);
        carrier.isHopeless = false;
        assertThat(replay(null, null, true)).isEqualTo(3);
        awaitRest();
        assertThat(carrier.noted).hasSize(3);
        assertThat(state().givenUp()).isZero();
    }

    @Test
    void whatHasWaitedTooLongIsGivenUpAfterALastTry() {
        carrier.isAway = true;
        queue(events(1));
        execute("UPDATE delivery SET queued_at = now() - interval '72 hours'");
        work();
        awaitRest();
        assertThat(carrier.tried).hasSize(1);
        assertThat(state().givenUp()).isEqualTo(1);
        assertThat(counted("given_up")).isEqualTo(1);
    }

    @Test
    void aRoundThatCannotEvenBeginIsPutOffAndSaysWhy() {
        carrier.cannotBegin = true;
        queue(events(1));
        work();
        await().untilAsserted(() -> assertThat(state().lastFailure()).isEqualTo("reservation is away"));
        carrier.cannotBegin = false;
        awaitRest();
        assertThat(carrier.noted).hasSize(1);
    }

    @Test
    void whatThereIsNobodyForIsOverAndHasNotArrived() {
        carrier.isNobodyThere = true;
        queue(events(2));
        work();
        awaitRest();
        assertThat(carrier.noted).isEmpty();
        assertThat(counted("nobody")).isEqualTo(2);
        assertThat(state().givenUp()).isZero();
    }

    @Test
    void oneThatCannotBeReadDoesNotHoldUpTheOthers() {
        queue(events(3));
        execute("UPDATE delivery SET version = 99 WHERE event_id = (SELECT min(event_id::text)::uuid FROM delivery)");
        work();
        await().untilAsserted(() -> assertThat(carrier.noted).hasSize(2));
        assertThat(state().waiting()).isEqualTo(1);
        assertThat(state().lastFailure()).contains("version 99");
    }

    @Test
    void oneThatIsStuckIsTakenOverWhenItsClaimRunsOut() throws InterruptedException {
        carrier.gate = new CountDownLatch(1);
        queue(events(1));
        work();
        await().until(() -> carrier.tried.size() == 1);
        workers.removeFirst().stop();
        assertThat(state().waiting()).isEqualTo(1);
        carrier.gate = new CountDownLatch(0);
        work();
        execute("UPDATE delivery SET turn_at = now()");
        awaitRest();
        assertThat(carrier.tried).hasSize(2);
        assertThat(carrier.noted).hasSize(1);
    }

    @Test
    void twoWorkersShareTheWork() {
        queue(events(200));
        work();
        work();
        awaitRest();
        assertThat(carrier.tried).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void aReplayIsOfATimeOrAReservation() {
        List<Envelope> events = events(3);
        queue(events);
        work();
        awaitRest();
        Instant second = events.get(1).occurredAt();
        assertThat(replay(second, null, false)).isEqualTo(2);
        awaitRest();
        assertThat(replay(null, second, false)).isEqualTo(1);
        awaitRest();
        assertThat(replay(null, null, true)).isZero();
        int ofOne = database.write(transaction -> DeliveryStore.replay(
                transaction.connection(),
                CHANNEL,
                new DeliveryStore.Selection(null, null, events.getFirst().subject(), false)));
        assertThat(ofOne).isEqualTo(1);
        awaitRest();
        assertThat(carrier.noted).hasSize(3 + 2 + 1 + 1);
    }

    @Test
    void whatIsOverIsForgottenAfterAWhileAndWhatWaitsIsNot() {
        queue(events(2));
        work();
        awaitRest();
        carrier.isAway = true;
        queue(events(1));
        execute("UPDATE delivery SET ended_at = now() - interval '30 days' WHERE ended_at IS NOT NULL");
        assertThat(database.<Integer>write(
                        t -> DeliveryStore.forget(t.connection(), DeliveryLimits.SHORT.keepFor(), 100)))
                .isEqualTo(2);
        assertThat(ask("SELECT event_id FROM delivery")).hasSize(1);
    }

    private void work() {
        DeliveryWorker worker = new DeliveryWorker(database, carrier, DeliveryLimits.SHORT, metrics);
        workers.add(worker);
        worker.start();
    }

    private void awaitRest() {
        await().untilAsserted(() -> assertThat(state().waiting()).isZero());
    }

    private double counted(String outcome) {
        return metrics.get("outerpark.notice.deliveries")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private DeliveryStore.State state() {
        return database.read(connection -> DeliveryStore.state(connection, CHANNEL));
    }

    private int replay(@Nullable Instant from, @Nullable Instant to, boolean givenUp) {
        return database.write(transaction -> DeliveryStore.replay(
                transaction.connection(), CHANNEL, new DeliveryStore.Selection(from, to, null, givenUp)));
    }

    private void queue(Collection<Envelope> events) {
        database.run(transaction -> DeliveryStore.queue(transaction.connection(), CHANNEL, events));
    }

    private static List<Envelope> events(int count) {
        Instant begin = Instant.parse("2026-11-30T09:00:00Z");
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> new Envelope(
                        Ids.next(),
                        1,
                        begin.plus(Duration.ofMinutes(i)),
                        "story",
                        null,
                        null,
                        new Event.ReservationConfirmed(Ids.next())))
                .toList();
    }

    private void execute(String sql) {
        database.run(transaction -> {
            try (PreparedStatement statement = transaction.connection().prepareStatement(sql)) {
                statement.executeUpdate();
            }
        });
    }

    private List<String> ask(String sql) {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet row = statement.executeQuery()) {
                List<String> found = new ArrayList<>();
                while (row.next()) {
                    found.add(row.getString(1));
                }
                return found;
            }
        });
    }
}
