package outerpark.customercenter.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import outerpark.contracts.events.Event.CancelReason;
import outerpark.contracts.events.Event.NoticeKind;
import outerpark.contracts.events.Event.NoticeSent;
import outerpark.contracts.events.Event.OfReservation;
import outerpark.contracts.events.Event.PaymentApproved;
import outerpark.contracts.events.Event.PaymentCancelled;
import outerpark.contracts.events.Event.PaymentDue;
import outerpark.contracts.events.Event.ReservationCancelled;
import outerpark.contracts.events.Event.ReservationConfirmed;
import outerpark.contracts.events.Event.ReservationPlaced;
import outerpark.customercenter.domain.Story.PaymentStatus;
import outerpark.customercenter.domain.Story.Status;

final class StoryTest {

    private static final int SAGAS = 2_000;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final UUID RESERVATION = id(100);
    private static final ReservationPlaced PLACED =
            new ReservationPlaced(RESERVATION, id(101), 7, 2, 50_000, NOON.plusSeconds(600), null, null, null);

    @Test
    void whatIsPlacedWhilePaymentIsInTroubleIsDeferredUntilPaymentSaysOtherwise() {
        ReservationPlaced later = new ReservationPlaced(
                RESERVATION, id(101), 7, 2, 50_000, NOON.plusSeconds(600), NOON.plusSeconds(9), null, null);
        Told placed = new Told(id(1), 1, NOON, null, null, null, later);
        Told approved = new Told(id(2), 2, NOON, null, id(1), null, new PaymentApproved(RESERVATION, id(3), 50_000));

        assertThat(Story.of(List.of(placed), null).orElseThrow().paymentStatus())
                .isEqualTo(PaymentStatus.DEFERRED);
        assertThat(Story.of(List.of(placed, approved), null).orElseThrow().paymentStatus())
                .isEqualTo(PaymentStatus.APPROVED);
    }

    @Test
    void theOrderOfArrivalAndEventsThatComeTwiceMakeNoDifference() {
        Random random = RandomSaga.seeded();
        for (int i = 0; i < SAGAS; i++) {
            RandomSaga saga = new RandomSaga(random, 7, 5);
            Story story = Story.of(saga.told(), "HOT").orElseThrow();
            List<Told> arrived = new ArrayList<>(saga.told());
            saga.told().stream().filter(told -> random.nextBoolean()).forEach(arrived::add);
            Collections.shuffle(arrived, random);

            assertThat(Story.of(arrived, "HOT")).contains(story);
        }
    }

    @Test
    void eachStatusIsWhatItsServiceToldLastWhateverTheClocksSay() {
        Random random = RandomSaga.seeded();
        for (int i = 0; i < SAGAS; i++) {
            RandomSaga saga = new RandomSaga(random, 7, 5);
            Story story = Story.of(saga.told(), null).orElseThrow();

            assertThat(story.status()).isEqualTo(saga.status());
            assertThat(story.paymentStatus()).isEqualTo(saga.paymentStatus());
        }
    }

    @Test
    void anEffectNeverStandsBeforeItsCauseWhateverTheClocksSay() {
        Random random = RandomSaga.seeded();
        for (int i = 0; i < SAGAS; i++) {
            RandomSaga saga = new RandomSaga(random, 7, 5);
            List<Told> history = History.inOrder(saga.told());

            assertThat(history).containsExactlyInAnyOrderElementsOf(saga.told());
            List<UUID> ids = history.stream().map(Told::eventId).toList();
            for (Told told : history) {
                assertThat(ids.indexOf(told.causationId())).isLessThan(ids.indexOf(told.eventId()));
            }
        }
    }

    @Test
    void clocksThatAgreeOrderTheHistoryByTime() {
        Random random = RandomSaga.seeded();
        for (int i = 0; i < SAGAS; i++) {
            assertThat(History.inOrder(new RandomSaga(random, 7, 0).told()))
                    .isSortedAccordingTo(Comparator.comparing(Told::occurredAt));
        }
    }

    @Test
    void atTheSameTimeTheCauseStandsFirstAndThenTheIdDecides() {
        Told placed = told(9, 1, NOON, null, PLACED);
        Told approved = told(5, 1, NOON, id(9), new PaymentApproved(RESERVATION, id(102), 50_000));
        Told confirmed = told(2, 2, NOON, id(5), new ReservationConfirmed(RESERVATION));
        Told told = told(3, 1, NOON, id(5), sent(NoticeKind.PAYMENT_APPROVED));

        assertThat(History.inOrder(List.of(told, confirmed, approved, placed)))
                .containsExactly(placed, approved, confirmed, told);
    }

    @Test
    void eventsThatClaimToCauseOneAnotherAreAllKept() {
        Told placed = told(1, 1, NOON, id(2), PLACED);
        Told due = told(2, 2, NOON, id(1), new PaymentDue(RESERVATION));

        assertThat(History.inOrder(List.of(due, placed))).containsExactly(placed, due);
    }

    @Test
    void aStoryWithoutItsBeginningIsNotThereYet() {
        Told approved = told(2, 1, NOON, id(1), new PaymentApproved(RESERVATION, id(102), 50_000));

        assertThat(Story.of(List.of(), null)).isEmpty();
        assertThat(Story.of(List.of(approved), null)).isEmpty();
    }

    @Test
    void aReservationThatWasJustPlacedHasItsPaymentPending() {
        assertThat(Story.of(List.of(told(1, 1, NOON, null, PLACED)), null))
                .contains(new Story(
                        RESERVATION,
                        7,
                        null,
                        2,
                        50_000,
                        Status.RESERVED,
                        PaymentStatus.PENDING,
                        NOON,
                        List.of(new Story.Step(
                                NOON,
                                "ReservationPlaced",
                                "2 seats were reserved for 50,000 KRW, to be paid by 2026-11-22 12:10:00 UTC.",
                                "the-request",
                                null))));
    }

    @Test
    void aCancelledReservationTellsItsWholeStory() {
        Story story = Story.of(
                        List.of(
                                told(1, 1, NOON, null, PLACED),
                                told(2, 1, after(1), id(1), new PaymentApproved(RESERVATION, id(102), 50_000)),
                                told(3, 2, after(2), id(2), new ReservationConfirmed(RESERVATION)),
                                told(4, 3, after(60), null, cancelled(CancelReason.CUSTOMER)),
                                told(5, 2, after(62), id(4), new PaymentCancelled(RESERVATION, id(102), 50_000)),
                                told(6, 1, after(61), id(5), sent(NoticeKind.PAYMENT_CANCELLED))),
                        "HOT")
                .orElseThrow();

        assertThat(story.musicalName()).isEqualTo("HOT");
        assertThat(story.status()).isEqualTo(Status.CANCELLED);
        assertThat(story.paymentStatus()).isEqualTo(PaymentStatus.CANCELLED);
        assertThat(story.updatedAt()).isEqualTo(after(62));
        assertThat(story.history())
                .extracting(Story.Step::what)
                .containsExactly(
                        "ReservationPlaced",
                        "PaymentApproved",
                        "ReservationConfirmed",
                        "ReservationCancelled",
                        "PaymentCancelled",
                        "NoticeSent");
    }

    private static Told told(int id, long revision, Instant at, @Nullable UUID cause, OfReservation data) {
        return new Told(id(id), revision, at, "the-request", cause, null, data);
    }

    private static ReservationCancelled cancelled(CancelReason reason) {
        return new ReservationCancelled(RESERVATION, id(101), 7, 2, 50_000, reason);
    }

    private static NoticeSent sent(NoticeKind kind) {
        return new NoticeSent(RESERVATION, id(103), kind, "APP");
    }

    private static Instant after(int seconds) {
        return NOON.plusSeconds(seconds);
    }

    private static UUID id(int number) {
        return new UUID(0, number);
    }
}
