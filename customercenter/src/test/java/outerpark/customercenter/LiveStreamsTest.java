package outerpark.customercenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.OfReservation;
import outerpark.customercenter.domain.Bookmark;
import outerpark.customercenter.domain.Telling;
import outerpark.customercenter.domain.Told;
import outerpark.customercenter.domain.Update;
import outerpark.http.Page;
import outerpark.http.Problem;

final class LiveStreamsTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration NEVER = Duration.ofHours(1);

    private final Known known = new Known();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final UUID reservation = Ids.next();

    @AfterAll
    static void closeVertx() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    /** The stories, in memory; a look can be made to fail, or to wait. */
    private static final class Known implements Stories {
        private final Map<UUID, List<Told>> told = new ConcurrentHashMap<>();
        private final AtomicInteger reads = new AtomicInteger();
        private final List<Integer> sizes = new ArrayList<>();
        private volatile boolean isAway;
        private volatile boolean isRebuilding;
        private volatile int generation;
        private volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public Optional<Page.Of<UUID>> ofCustomer(UUID customerId, Page page) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Map<UUID, Telling>> read(Collection<UUID> reservationIds) {
            reads.incrementAndGet();
            sizes.add(reservationIds.size());
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (isAway) {
                throw new IllegalStateException("the database is away");
            }
            Map<UUID, Telling> tellings = new HashMap<>();
            reservationIds.forEach(id -> {
                List<Told> events = told.get(id);
                if (events != null) {
                    tellings.put(id, new Telling(generation, List.copyOf(events), "HOT"));
                }
            });
            return isRebuilding ? Optional.empty() : Optional.of(tellings);
        }

        Envelope write(Envelope event) {
            OfReservation data = (OfReservation) event.data();
            told.merge(data.reservationId(), List.of(Told.of(event, data)), (before, added) -> {
                List<Told> all = new ArrayList<>(before);
                all.addAll(added);
                return all;
            });
            return event;
        }
    }

    @Test
    void whatIsKnownComesFirstAndThenWhateverIsTold() {
        LiveStreams streams = streams(10, NEVER, 10);
        Envelope placed = known.write(placed());
        AssertSubscriber<Optional<Update>> client = follow(streams, Bookmark.BEGIN);
        awaitSteps(client, "ReservationPlaced");

        told(streams, List.of(known.write(event(2, placed, new Event.ReservationConfirmed(reservation)))));
        awaitSteps(client, "ReservationPlaced", "ReservationConfirmed");
    }

    @Test
    void aStreamWaitsForItsStoryToBegin() {
        LiveStreams streams = streams(10, NEVER, 10);
        AssertSubscriber<Optional<Update>> client = follow(streams, Bookmark.BEGIN);
        await().until(() -> known.reads.get() == 1);
        assertThat(client.getItems()).isEmpty();

        told(streams, List.of(known.write(placed())));
        awaitSteps(client, "ReservationPlaced");
    }

    @Test
    void whoComesAgainGoesOnFromTheBookmark() {
        LiveStreams streams = streams(10, NEVER, 10);
        Envelope placed = known.write(placed());
        known.write(event(2, placed, new Event.ReservationConfirmed(reservation)));
        awaitSteps(follow(streams, new Bookmark(0, 1, 0, 0, 0)), "ReservationConfirmed");
    }

    @Test
    void inARebuiltViewAStreamBeginsAnewOnce() {
        LiveStreams streams = streams(10, OFTEN, 10);
        Envelope placed = known.write(placed());
        known.write(event(2, placed, new Event.ReservationConfirmed(reservation)));
        AssertSubscriber<Optional<Update>> client = follow(streams, Bookmark.BEGIN);
        awaitSteps(client, "ReservationPlaced", "ReservationConfirmed");

        known.generation = 1;
        awaitSteps(client, "ReservationPlaced", "ReservationConfirmed", "ReservationPlaced", "ReservationConfirmed");
        int reads = known.reads.get();
        await().until(() -> known.reads.get() > reads + 3);
        awaitSteps(client, "ReservationPlaced", "ReservationConfirmed", "ReservationPlaced", "ReservationConfirmed");
    }

    @Test
    void newsOfOtherStoriesAreNotReadFor() {
        LiveStreams streams = streams(10, NEVER, 10);
        follow(streams, Bookmark.BEGIN);
        await().until(() -> known.reads.get() == 1);
        told(
                streams,
                List.of(
                        new Envelope(Ids.next(), 1, NOON, "c", null, null, new Event.ReservationConfirmed(Ids.next())),
                        new Envelope(
                                Ids.next(), 1, NOON, "c", null, null, new Event.MusicalRegistered(7, "HOT", 1, 1))));
        told(streams, List.of(known.write(placed())));
        await().until(() -> known.reads.get() == 2);
        assertThat(known.sizes).containsExactly(1, 1);
    }

    @Test
    void aBurstOfNewsIsOneMoreReadAndManyStreamsAreReadTogetherUpToTheLimit() {
        LiveStreams streams = streams(100, NEVER, 10);
        known.gate = new CountDownLatch(1);
        follow(streams, Bookmark.BEGIN);
        await().until(() -> known.reads.get() == 1);
        for (int i = 0; i < 25; i++) {
            follow(streams, Ids.next(), Bookmark.BEGIN);
        }
        for (int i = 0; i < 100; i++) {
            told(streams, List.of(placed()));
        }
        known.gate.countDown();

        await().until(() -> known.reads.get() == 4);
        assertThat(known.sizes).containsExactly(1, 10, 10, 6);
    }

    @Test
    void newsThatComeDuringALookAreLookedForAgain() {
        LiveStreams streams = streams(10, NEVER, 10);
        known.gate = new CountDownLatch(1);
        AssertSubscriber<Optional<Update>> client = follow(streams, Bookmark.BEGIN);
        await().until(() -> known.reads.get() == 1);
        told(streams, List.of(placed()));
        known.gate.countDown();
        await().until(() -> known.reads.get() == 2);
        assertThat(client.getItems()).isEmpty();
    }

    @Test
    void aHeartbeatFindsWhatNobodyToldOfAndWhatWasHeldBack() {
        LiveStreams streams = streams(10, OFTEN, 10);
        AssertSubscriber<Optional<Update>> client = follow(streams, Bookmark.BEGIN);
        await().untilAsserted(() -> assertThat(client.getItems()).contains(Optional.empty()));

        Envelope never = placed();
        known.write(placed());
        known.write(event(1, never, new Event.PaymentApproved(reservation, Ids.next(), 1)));
        awaitSteps(client, "ReservationPlaced", "PaymentApproved");
    }

    @Test
    void withTheDatabaseAwayOrTheViewRebuiltAStreamLivesOnAndWaits() {
        LiveStreams streams = streams(10, OFTEN, 10);
        known.isAway = true;
        known.write(placed());
        AssertSubscriber<Optional<Update>> client = follow(streams, Bookmark.BEGIN);
        await().untilAsserted(() -> assertThat(client.getItems()).contains(Optional.empty()));
        known.isRebuilding = true;
        known.isAway = false;
        int before = client.getItems().size();
        await().untilAsserted(() -> assertThat(client.getItems()).hasSizeGreaterThan(before + 2));
        awaitSteps(client);

        known.isRebuilding = false;
        awaitSteps(client, "ReservationPlaced");
    }

    @Test
    void whoDoesNotTakeWhatTheyAreSentIsSentNoMoreAndMissesNothing() {
        LiveStreams streams = streams(10, OFTEN, 10);
        AssertSubscriber<Optional<Update>> client = AssertSubscriber.create(0);
        streams.follow(reservation, Bookmark.BEGIN).subscribe(client);
        int reads = known.reads.get();
        await().until(() -> known.reads.get() > reads + 3);
        known.write(placed());
        told(streams, List.of(event(1, null, new Event.PaymentDue(reservation))));
        client.request(1);
        awaitSteps(client, "ReservationPlaced");
        int more = known.reads.get();
        await().until(() -> known.reads.get() > more + 3);
        client.request(100);
        known.write(event(2, null, new Event.ReservationConfirmed(reservation)));
        awaitSteps(client, "ReservationPlaced", "ReservationConfirmed");
    }

    @Test
    void oneMoreThanTheLimitIsRefusedUntilSomebodyGoes() {
        LiveStreams streams = streams(2, NEVER, 10);
        AssertSubscriber<Optional<Update>> first = follow(streams, Bookmark.BEGIN);
        Multi<Optional<Update>> late = streams.follow(reservation, Bookmark.BEGIN);
        follow(streams, Bookmark.BEGIN);
        assertThat(openNow()).isEqualTo(2);
        assertThatThrownBy(() -> streams.follow(reservation, Bookmark.BEGIN))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("too many");
        // Let in while there was room, and there is none any more: it may come again.
        late.subscribe().withSubscriber(AssertSubscriber.create(10)).awaitCompletion();
        assertThat(openNow()).isEqualTo(2);

        first.cancel();
        assertThat(openNow()).isEqualTo(1);
        follow(streams, Bookmark.BEGIN);
    }

    @Test
    void whoGoesAwayLeavesNothingBehind() {
        LiveStreams streams = streams(10, OFTEN, 10);
        follow(streams, Bookmark.BEGIN).cancel();
        follow(streams, Bookmark.BEGIN).cancel();
        assertThat(openNow()).isZero();
        int reads = known.reads.get();
        told(streams, List.of(known.write(placed())));
        assertThat(known.reads.get()).isLessThanOrEqualTo(reads + 1);
    }

    @Test
    void whenTheProcessStopsEveryStreamEndsInOrderAndNoneBegins() {
        LiveStreams streams = streams(10, NEVER, 10);
        AssertSubscriber<Optional<Update>> client = follow(streams, Bookmark.BEGIN);
        Multi<Optional<Update>> late = streams.follow(reservation, Bookmark.BEGIN);
        streams.stop(new ShutdownDelayInitiatedEvent());
        client.awaitCompletion();
        late.subscribe().withSubscriber(AssertSubscriber.create(10)).awaitCompletion();
        assertThat(openNow()).isZero();
        assertThatThrownBy(() -> streams.follow(reservation, Bookmark.BEGIN)).isInstanceOf(Problem.class);
    }

    private LiveStreams streams(int openMax, Duration heartbeatEvery, int readMax) {
        return new LiveStreams(known, VERTX, new StreamLimits(openMax, heartbeatEvery, readMax), metrics);
    }

    private AssertSubscriber<Optional<Update>> follow(LiveStreams streams, Bookmark bookmark) {
        return follow(streams, reservation, bookmark);
    }

    private static AssertSubscriber<Optional<Update>> follow(
            LiveStreams streams, UUID reservationId, Bookmark bookmark) {
        return streams.follow(reservationId, bookmark)
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    }

    private double openNow() {
        return metrics.get("outerpark.customercenter.streams").gauge().value();
    }

    private static void awaitSteps(AssertSubscriber<Optional<Update>> client, String... steps) {
        await().untilAsserted(() -> assertThat(client.getItems().stream()
                        .flatMap(Optional::stream)
                        .map(update -> update.step().what()))
                .containsExactly(steps));
    }

    private Envelope placed() {
        return event(
                1,
                null,
                new Event.ReservationPlaced(
                        reservation, Ids.next(), 7, 2, 50_000, NOON.plusSeconds(600), null, null, null));
    }

    private static Envelope event(long revision, @Nullable Envelope cause, OfReservation data) {
        UUID causationId = cause == null ? null : cause.eventId();
        return new Envelope(Ids.next(), revision, NOON, "the-request", causationId, null, data);
    }

    private static void told(LiveStreams streams, List<Envelope> events) {
        streams.told(Told.reservationsOf(events));
    }
}
