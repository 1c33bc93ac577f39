package outerpark.customercenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.MusicalChanged;
import outerpark.contracts.events.Event.MusicalRegistered;
import outerpark.contracts.events.Event.ReservationPlaced;
import outerpark.customercenter.domain.RandomSaga;
import outerpark.customercenter.domain.RandomSaga.Source;
import outerpark.customercenter.domain.Story;
import outerpark.customercenter.domain.Telling;
import outerpark.customercenter.domain.Told;
import outerpark.http.Page;

/** What every place that keeps the stories promises to those who read them. */
public abstract class StoriesContract {

    private static final Instant NOW = Instant.parse("2026-11-22T05:06:07.123456Z");
    private static final int SAGAS = 300;
    private static final int BATCH = 100;

    private final Random random = RandomSaga.seeded();

    /** The stories, with nothing in them at first. */
    protected abstract Stories stories();

    /** They are told the events, as one batch; returns when that is written. */
    protected abstract void tell(List<Envelope> events);

    @Test
    void whatIsReadIsTheStoryOfWhatWasTold() {
        RandomSaga saga = new RandomSaga(random, 7, 5);
        tell(saga.events());

        assertThat(find(saga.reservationId())).isEqualTo(storyOf(saga, null));
        assertThat(find(Ids.next())).isEmpty();
    }

    @Test
    void eventsThatComeAgainChangeNothing() {
        RandomSaga saga = new RandomSaga(random, 7, 5);
        tell(saga.events());
        List<Envelope> twice = new ArrayList<>(saga.events());
        twice.addAll(saga.events());
        tell(twice);

        assertThat(heard(List.of(saga))).isEqualTo(saga.events().size());
        assertThat(find(saga.reservationId())).isEqualTo(storyOf(saga, null));
    }

    @Test
    void aStoryIsNotThereBeforeItsBeginning() {
        UUID reservation = Ids.next();
        tell(List.of(event(1, new Event.PaymentApproved(reservation, Ids.next(), 50_000))));
        assertThat(find(reservation)).isEmpty();

        tell(List.of(placed(reservation, 7)));
        assertThat(find(reservation))
                .hasValueSatisfying(story -> assertThat(story.paymentStatus()).isEqualTo(Story.PaymentStatus.APPROVED));
    }

    @Test
    void aCustomersReservationsAreListedTheNewestFirst() {
        UUID customer = UUID.randomUUID();
        List<UUID> placed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            UUID reservation = Ids.next();
            Envelope event = placedBy(customer, reservation, NOW.plusSeconds(i));
            tell(List.of(event, placedBy(UUID.randomUUID(), Ids.next(), NOW)));
            tell(List.of(event)); // as it may come again
            placed.addFirst(reservation);
        }
        tell(List.of(placed(Ids.next(), 7)));

        assertThat(stories().ofCustomer(customer, new Page(0, 3))).hasValue(new Page.Of<>(placed.subList(0, 3), 5));
        assertThat(stories().ofCustomer(customer, new Page(1, 3))).hasValue(new Page.Of<>(placed.subList(3, 5), 5));
        assertThat(stories().ofCustomer(customer, new Page(2, 3))).hasValue(new Page.Of<>(List.of(), 5));
        assertThat(stories().ofCustomer(UUID.randomUUID(), new Page(0, 3))).hasValue(new Page.Of<>(List.of(), 0));
    }

    @Test
    void theNewestNameOfAShowStaysThoughAnOlderOneComesLater() {
        UUID reservation = Ids.next();
        tell(List.of(placed(reservation, 7)));
        assertThat(nameIn(reservation)).isNull();

        tell(List.of(registered(7, "COLD"), renamed(7, "HOTTER", 3), renamed(7, "HOT", 2), registered(8, "OTHER")));
        assertThat(nameIn(reservation)).isEqualTo("HOTTER");

        tell(List.of(renamed(7, "HOT", 2)));
        assertThat(nameIn(reservation)).isEqualTo("HOTTER");

        tell(List.of(renamed(7, "HOTTEST", 4)));
        assertThat(nameIn(reservation)).isEqualTo("HOTTEST");
    }

    @Test
    void storiesAreReadManyAtOnceEachInTheOrderInWhichItArrived() {
        List<RandomSaga> sagas = sagas().subList(0, 20);
        Map<UUID, List<UUID>> arrived = new HashMap<>();
        for (RandomSaga saga : sagas) {
            List<Envelope> events = new ArrayList<>(saga.events());
            Collections.shuffle(events, random);
            events.forEach(event -> tell(List.of(event)));
            arrived.put(
                    saga.reservationId(), events.stream().map(Envelope::eventId).toList());
        }
        Set<UUID> asked = new HashSet<>(arrived.keySet());
        asked.add(Ids.next());

        Map<UUID, List<UUID>> found = new HashMap<>();
        stories()
                .read(asked)
                .orElseThrow()
                .forEach((id, telling) ->
                        found.put(id, telling.told().stream().map(Told::eventId).toList()));
        assertThat(found).isEqualTo(arrived);
    }

    @Test
    void whatArrivesInOneTransactionIsInTheOrderInWhichItWasTold() {
        UUID reservation = Ids.next();
        Envelope placed = placed(reservation, 7);
        Envelope second = event(2, new Event.PaymentDue(reservation));
        Envelope third = event(3, new Event.ReservationConfirmed(reservation));
        tell(List.of(placed, third, second));

        Telling telling = Objects.requireNonNull(
                stories().read(List.of(reservation)).orElseThrow().get(reservation));
        assertThat(telling.told())
                .extracting(Told::eventId)
                .containsExactly(placed.eventId(), second.eventId(), third.eventId());
    }

    @Test
    void everyStepKeepsTheRequestThatLedToIt() {
        UUID reservation = Ids.next();
        String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Event.PaymentDue due = new Event.PaymentDue(reservation);
        tell(List.of(
                placed(reservation, 7),
                new Envelope(Ids.next(), 2, NOW.plusSeconds(1), "another", null, traceparent, due)));

        assertThat(find(reservation).orElseThrow().history())
                .extracting(Story.Step::correlationId, Story.Step::traceparent)
                .containsExactly(tuple("the-request", null), tuple("another", traceparent));
    }

    /** Different sources have no row in common, so their followers never wait for one another. */
    @Test
    void theFollowersOfAllSourcesWriteAtOnce() throws Exception {
        List<RandomSaga> sagas = sagas();
        CyclicBarrier start = new CyclicBarrier(Source.values().length);
        atOnce(Stream.of(Source.values())
                .map(source -> follower(start, toldBy(source, sagas)))
                .toList());

        assertThat(heard(sagas))
                .isEqualTo(sagas.stream().mapToInt(saga -> saga.events().size()).sum());
        assertThat(sagas)
                .allSatisfy(saga -> assertThat(find(saga.reservationId())).isEqualTo(storyOf(saga, "HOT")));
    }

    /** As when two processes follow the same source for a moment: everybody takes the rows in one order. */
    @Test
    void theSameEventsInAnotherOrderAtOnceNeitherBlockForEverNorCountTwice() throws Exception {
        List<RandomSaga> sagas = sagas();
        List<Envelope> events = new ArrayList<>(Stream.of(Source.values())
                .flatMap(source -> toldBy(source, sagas).stream())
                .toList());
        CyclicBarrier start = new CyclicBarrier(4);
        List<Callable<Boolean>> followers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Collections.shuffle(events, random);
            followers.add(follower(start, List.copyOf(events)));
        }
        atOnce(followers);

        assertThat(heard(sagas))
                .isEqualTo(sagas.stream().mapToInt(saga -> saga.events().size()).sum());
        assertThat(sagas)
                .allSatisfy(saga -> assertThat(find(saga.reservationId())).isEqualTo(storyOf(saga, "HOT")));
    }

    private List<RandomSaga> sagas() {
        return Stream.generate(() -> new RandomSaga(random, random.nextInt(1, 10), 5))
                .limit(SAGAS)
                .toList();
    }

    /** What one source tells about all of them; musical tells of the shows too, which are all called HOT in the end. */
    private List<Envelope> toldBy(Source source, List<RandomSaga> sagas) {
        List<Envelope> told = new ArrayList<>();
        sagas.forEach(saga -> told.addAll(saga.events(source)));
        if (source == Source.MUSICAL) {
            for (int show = 1; show < 10; show++) {
                told.add(registered(show, "COLD"));
                told.add(renamed(show, "WARM", 2));
                told.add(renamed(show, "HOT", 3));
            }
        }
        Collections.shuffle(told, random);
        return told;
    }

    /** Handles the events batch by batch, each of them twice. */
    private Callable<Boolean> follower(CyclicBarrier start, List<Envelope> events) {
        return () -> {
            start.await();
            for (int from = 0; from < events.size(); from += BATCH) {
                List<Envelope> batch = events.subList(from, Math.min(from + BATCH, events.size()));
                tell(batch);
                tell(batch);
            }
            return true;
        };
    }

    private static void atOnce(List<Callable<Boolean>> followers) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done : threads.invokeAll(followers)) {
                assertThat(done.get()).isTrue();
            }
        }
    }

    protected final Optional<Story> find(UUID reservationId) {
        Map<UUID, Telling> heard = stories().read(List.of(reservationId)).orElseThrow();
        return Optional.ofNullable(heard.get(reservationId)).flatMap(Telling::story);
    }

    /** How many events are kept of all of them. */
    private int heard(List<RandomSaga> sagas) {
        List<UUID> ids = sagas.stream().map(RandomSaga::reservationId).toList();
        return stories().read(ids).orElseThrow().values().stream()
                .mapToInt(telling -> telling.told().size())
                .sum();
    }

    private @Nullable String nameIn(UUID reservation) {
        return find(reservation).orElseThrow().musicalName();
    }

    private static Optional<Story> storyOf(RandomSaga saga, @Nullable String musicalName) {
        return Story.of(saga.told(), musicalName);
    }

    protected static Envelope placed(UUID reservation, long musicalId) {
        return event(1, new ReservationPlaced(reservation, Ids.next(), musicalId, 2, 50_000, NOW, null, null, null));
    }

    private static Envelope placedBy(UUID customer, UUID reservation, Instant at) {
        ReservationPlaced data =
                new ReservationPlaced(reservation, Ids.next(), 7, 2, 50_000, NOW, null, null, customer);
        return new Envelope(Ids.next(), 1, at, "the-request", null, null, data);
    }

    private static Envelope registered(long musicalId, String name) {
        return event(1, new MusicalRegistered(musicalId, name, 25_000, 100));
    }

    private static Envelope renamed(long musicalId, String name, long revision) {
        return event(revision, new MusicalChanged(musicalId, name, 25_000, 100));
    }

    protected static Envelope event(long revision, Event data) {
        return new Envelope(Ids.next(), revision, NOW, "the-request", null, null, data);
    }
}
