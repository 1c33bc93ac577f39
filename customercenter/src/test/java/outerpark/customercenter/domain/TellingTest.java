package outerpark.customercenter.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.contracts.events.Event.CancelReason;
import outerpark.contracts.events.Event.NoticeKind;
import outerpark.contracts.events.Event.NoticeSent;
import outerpark.contracts.events.Event.OfReservation;
import outerpark.contracts.events.Event.PaymentApproved;
import outerpark.contracts.events.Event.PaymentCancelled;
import outerpark.contracts.events.Event.ReservationCancelled;
import outerpark.contracts.events.Event.ReservationConfirmed;
import outerpark.contracts.events.Event.ReservationPlaced;
import outerpark.contracts.events.Event.SeatsReleased;

/** Whoever follows a story reads each step once, causes first, in whatever order and however often they are cut off. */
final class TellingTest {

    private static final int SAGAS = 500;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final UUID RESERVATION = id(100);

    private static final Told PLACED = told(
            1,
            1,
            0,
            null,
            new ReservationPlaced(RESERVATION, id(101), 7, 2, 50_000, NOON.plusSeconds(600), null, null, null));
    private static final Told APPROVED = told(2, 1, 1, PLACED, new PaymentApproved(RESERVATION, id(102), 50_000));
    private static final Told CONFIRMED = told(3, 2, 2, APPROVED, new ReservationConfirmed(RESERVATION));
    private static final Told TOLD =
            told(4, 1, 3, APPROVED, new NoticeSent(RESERVATION, id(103), NoticeKind.PAYMENT_APPROVED, "APP"));
    private static final Told CANCELLED =
            told(5, 3, 60, null, new ReservationCancelled(RESERVATION, id(101), 7, 2, 50_000, CancelReason.CUSTOMER));
    private static final Told REFUNDED = told(6, 2, 61, CANCELLED, new PaymentCancelled(RESERVATION, id(102), 50_000));
    private static final Told RELEASED = told(7, 1, 62, CANCELLED, new SeatsReleased(RESERVATION, 7, 2));
    private static final Told TOLD_AGAIN =
            told(8, 1, 63, REFUNDED, new NoticeSent(RESERVATION, id(104), NoticeKind.PAYMENT_CANCELLED, "APP"));

    /** In the order of the history. */
    private static final List<Told> SAGA =
            List.of(PLACED, APPROVED, CONFIRMED, TOLD, CANCELLED, REFUNDED, RELEASED, TOLD_AGAIN);

    @Test
    void whoComesLateReadsTheHistoryInItsOrder() {
        everyArrival(arrived -> assertThat(stepsOf(telling(arrived).after(Bookmark.BEGIN)))
                .isEqualTo(telling(SAGA).story().orElseThrow().history()));
    }

    @Test
    void whoFollowsItAsItArrivesReadsEachStepOnceAndNoneBeforeItsCause() {
        everyArrival(arrived -> {
            List<Update> read = new ArrayList<>();
            for (int known = 1; known <= arrived.size(); known++) {
                read.addAll(telling(arrived.subList(0, known)).after(bookmarkAfter(read)));
            }
            assertThat(stepsOf(read))
                    .containsExactlyInAnyOrderElementsOf(
                            telling(SAGA).story().orElseThrow().history());
            assertCausesComeFirst(read);
        });
    }

    @Test
    void whoIsCutOffAfterAnyStepGoesOnWithTheNext() {
        everyArrival(arrived -> {
            List<Update> all = telling(arrived).after(Bookmark.BEGIN);
            for (int cut = 0; cut <= all.size(); cut++) {
                Bookmark sentBack = Bookmark.parse(
                                bookmarkAfter(all.subList(0, cut)).toString())
                        .orElseThrow();
                assertThat(telling(arrived).after(sentBack)).isEqualTo(all.subList(cut, all.size()));
            }
        });
    }

    @Test
    void whoIsCutOffWhileItArrivesReadsEachStepOnceThoughEarlierOnesComeLate() {
        everyArrival(arrived -> {
            for (int known = 1; known < arrived.size(); known++) {
                List<Update> first = telling(arrived.subList(0, known)).allAfter(Bookmark.BEGIN);
                for (int cut = 0; cut <= first.size(); cut++) {
                    List<Update> read = new ArrayList<>(first.subList(0, cut));
                    read.addAll(telling(arrived).after(bookmarkAfter(read)));
                    assertThat(stepsOf(read))
                            .containsExactlyInAnyOrderElementsOf(
                                    telling(SAGA).story().orElseThrow().history());
                }
            }
        });
    }

    @Test
    void theStoryAfterTheLastStepIsTheWholeStory() {
        everyArrival(arrived -> assertThat(
                        telling(arrived).after(Bookmark.BEGIN).getLast().after())
                .isEqualTo(telling(SAGA).story().orElseThrow()));
    }

    @Test
    void theHeadIsAsItWasAfterEachStep() {
        assertThat(telling(SAGA).after(Bookmark.BEGIN))
                .extracting(
                        update -> update.after().status() + " " + update.after().paymentStatus())
                .containsExactly(
                        "RESERVED PENDING",
                        "RESERVED APPROVED",
                        "CONFIRMED APPROVED",
                        "CONFIRMED APPROVED",
                        "CANCELLED APPROVED",
                        "CANCELLED CANCELLED",
                        "CANCELLED CANCELLED",
                        "CANCELLED CANCELLED");
    }

    @Test
    void theIdOfAMessageCountsWhatIsBehindOfEachTeller() {
        assertThat(telling(SAGA).after(Bookmark.BEGIN))
                .extracting(update -> update.bookmark().toString())
                .containsExactly(
                        "0-1.0.0.0",
                        "0-1.1.0.0",
                        "0-2.1.0.0",
                        "0-2.1.0.1",
                        "0-3.1.0.1",
                        "0-3.2.0.1",
                        "0-3.2.1.1",
                        "0-3.2.1.2");
    }

    @Test
    void aStepWaitsForItsCauseAndSoDoesWhatItsTellerToldAfterIt() {
        Telling early = telling(List.of(PLACED, TOLD, TOLD_AGAIN));
        assertThat(whatOf(early.after(Bookmark.BEGIN))).containsExactly("ReservationPlaced");
        assertThat(whatOf(early.allAfter(Bookmark.BEGIN)))
                .containsExactly("ReservationPlaced", "NoticeSent", "NoticeSent");
    }

    @Test
    void nothingIsReadBeforeTheBeginningHoweverLong() {
        Telling early = telling(List.of(APPROVED, CONFIRMED, TOLD));
        assertThat(early.after(Bookmark.BEGIN)).isEmpty();
        assertThat(early.allAfter(Bookmark.BEGIN)).isEmpty();
    }

    /** As a beginning does that was parked. */
    @Test
    void aBeginningThatComesAfterEverythingElseIsReadFirst() {
        Telling telling = telling(List.of(APPROVED, CONFIRMED, TOLD, PLACED));
        assertThat(whatOf(telling.after(Bookmark.BEGIN)))
                .containsExactly("ReservationPlaced", "PaymentApproved", "ReservationConfirmed", "NoticeSent");
    }

    /** As an event does that was parked: it is read late, but it is read, and the others do not come twice. */
    @Test
    void anEventThatComesAfterLaterOnesOfItsTellerIsReadOnce() {
        Telling withoutConfirmation = telling(List.of(PLACED, APPROVED, TOLD, CANCELLED));
        List<Update> read = new ArrayList<>(withoutConfirmation.after(Bookmark.BEGIN));
        assertThat(read).hasSize(4);

        Telling later = telling(List.of(PLACED, APPROVED, TOLD, CANCELLED, CONFIRMED));
        assertThat(whatOf(later.after(bookmarkAfter(read)))).containsExactly("ReservationConfirmed");
        assertThat(later.after(bookmarkAfter(read)).getLast().after())
                .isEqualTo(later.story().orElseThrow());
    }

    @Test
    void whoHasReadAllThereIsWaitsForMoreAndWhoHasReadMoreBeginsAnew() {
        Telling telling = telling(List.of(PLACED, APPROVED));
        assertThat(telling.after(new Bookmark(0, 1, 1, 0, 0))).isEmpty();
        assertThat(telling.after(new Bookmark(0, 1, 1, 1, 0))).isEqualTo(telling.after(Bookmark.BEGIN));
        assertThat(telling.after(new Bookmark(0, 99, 0, 0, 0))).isEqualTo(telling.after(Bookmark.BEGIN));
    }

    /** What was parked before comes at its place now, so the same counts would leave out a step. */
    @Test
    void inAnotherGenerationOfTheViewTheStoryBeginsAnew() {
        Bookmark before = bookmarkAfter(
                telling(List.of(PLACED, APPROVED, TOLD, CANCELLED)).allAfter(Bookmark.BEGIN));
        Telling rebuilt = new Telling(1, List.of(PLACED, APPROVED, CONFIRMED, TOLD, CANCELLED), "HOT");
        List<Update> again = rebuilt.after(before);
        assertThat(whatOf(again))
                .containsExactly(
                        "ReservationPlaced",
                        "PaymentApproved",
                        "ReservationConfirmed",
                        "NoticeSent",
                        "ReservationCancelled");
        assertThat(again.getLast().bookmark()).hasToString("1-3.1.0.1");
        assertThat(rebuilt.after(again.getLast().bookmark())).isEmpty();
    }

    @Test
    void eventsThatClaimToCauseOneAnotherAreReadAtLast() {
        Told a = told(2, 1, 1, null, new PaymentApproved(RESERVATION, id(102), 50_000));
        Told chicken = causedBy(a, id(3));
        Told egg = told(3, 2, 2, chicken, new ReservationConfirmed(RESERVATION));
        Telling telling = telling(List.of(PLACED, chicken, egg));
        assertThat(whatOf(telling.after(Bookmark.BEGIN))).containsExactly("ReservationPlaced");
        assertThat(whatOf(telling.allAfter(Bookmark.BEGIN)))
                .containsExactlyInAnyOrder("ReservationPlaced", "PaymentApproved", "ReservationConfirmed");
    }

    @Test
    void whateverTheSagaItsClocksAndItsArrivalEachStepIsReadOnceAndCausesFirst() {
        Random random = RandomSaga.seeded();
        for (int i = 0; i < SAGAS; i++) {
            RandomSaga saga = new RandomSaga(random, 7, 5);
            List<Told> arrived = anyArrivalOf(saga.told(), random);
            List<Update> read = new ArrayList<>();
            int known = 0;
            while (known < arrived.size()) {
                known = random.nextInt(known + 1, arrived.size() + 1);
                List<Update> next = telling(arrived.subList(0, known)).after(bookmarkAfter(read));
                // Cut off anywhere: the rest of it never got there.
                read.addAll(next.subList(0, random.nextInt(next.size() + 1)));
            }
            read.addAll(telling(arrived).after(bookmarkAfter(read)));

            assertThat(stepsOf(read))
                    .containsExactlyInAnyOrderElementsOf(
                            telling(saga.told()).story().orElseThrow().history());
            assertThat(read.getLast().after())
                    .isEqualTo(telling(saga.told()).story().orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-0.0.0.0", "0-2.1.0.1", "12-0.0.0.1", "999999-999999.0.0.1"})
    void aBookmarkIsReadAsItIsWritten(String text) {
        assertThat(Bookmark.parse(text))
                .hasValueSatisfying(bookmark -> assertThat(bookmark).hasToString(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.1.1.1",
                "0-1.1.1",
                "0-1.1.1.1.1",
                "0-1.1.1.",
                "0-.1.1.1",
                "-1.0.0.0",
                "0--1.0.0.0",
                "-1-1.0.0.0",
                "0-1.0.0.x",
                "1000000-0.0.0.0",
                "0-1000000.0.0.0",
                " 0-1.0.0.0",
                "0-1.0.0.0\n",
                "0-\u0661.0.0.0"
            })
    void anythingElseIsNoBookmark(String text) {
        assertThat(Bookmark.parse(text)).isEmpty();
    }

    /** Every order in which the saga can arrive: the tellers in any, what one of them told as it was told. */
    private static void everyArrival(Consumer<List<Told>> check) {
        arrive(new ArrayList<>(), byTeller(SAGA), check);
    }

    private static void arrive(List<Told> arrived, Map<Teller, List<Told>> ahead, Consumer<List<Told>> check) {
        if (arrived.size() == SAGA.size()) {
            check.accept(List.copyOf(arrived));
            return;
        }
        for (List<Told> told : ahead.values()) {
            if (!told.isEmpty()) {
                arrived.add(told.removeFirst());
                arrive(arrived, ahead, check);
                told.addFirst(arrived.removeLast());
            }
        }
    }

    private static List<Told> anyArrivalOf(List<Told> saga, Random random) {
        List<List<Told>> ahead = new ArrayList<>(byTeller(saga).values());
        List<Told> arrived = new ArrayList<>();
        while (!ahead.isEmpty()) {
            Collections.shuffle(ahead, random);
            arrived.add(ahead.getFirst().removeFirst());
            ahead.removeIf(List::isEmpty);
        }
        return arrived;
    }

    private static Map<Teller, List<Told>> byTeller(List<Told> saga) {
        Map<Teller, List<Told>> byTeller = new EnumMap<>(Teller.class);
        saga.forEach(told -> byTeller.computeIfAbsent(Teller.of(told.data()), teller -> new ArrayList<>())
                .add(told));
        return byTeller;
    }

    private static void assertCausesComeFirst(List<Update> read) {
        List<String> steps = whatOf(read);
        assertThat(steps).containsSubsequence("ReservationPlaced", "PaymentApproved", "ReservationConfirmed");
        assertThat(steps).containsSubsequence("PaymentApproved", "NoticeSent", "NoticeSent");
        assertThat(steps).containsSubsequence("ReservationCancelled", "PaymentCancelled", "NoticeSent");
        assertThat(steps).containsSubsequence("ReservationCancelled", "SeatsReleased");
    }

    private static Bookmark bookmarkAfter(List<Update> read) {
        return read.isEmpty() ? Bookmark.BEGIN : read.getLast().bookmark();
    }

    private static List<Story.Step> stepsOf(List<Update> updates) {
        return updates.stream().map(Update::step).toList();
    }

    private static List<String> whatOf(List<Update> updates) {
        return updates.stream().map(update -> update.step().what()).toList();
    }

    private static Telling telling(List<Told> arrived) {
        return new Telling(0, arrived, "HOT");
    }

    private static Told told(int id, long revision, int second, @Nullable Told cause, OfReservation data) {
        UUID causationId = cause == null ? null : cause.eventId();
        return new Told(id(id), revision, NOON.plusSeconds(second), "the-request", causationId, null, data);
    }

    private static Told causedBy(Told told, UUID causationId) {
        return new Told(
                told.eventId(),
                told.revision(),
                told.occurredAt(),
                told.correlationId(),
                causationId,
                told.traceparent(),
                told.data());
    }

    private static UUID id(int number) {
        return new UUID(0, number);
    }
}
