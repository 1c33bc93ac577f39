package outerpark.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import outerpark.common.CommitFaults;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.contracts.Ids;
import outerpark.contracts.calls.HoldFates.Fate;
import outerpark.contracts.calls.SeatHolds.TakeAnswer;
import outerpark.reservation.PlaceResult.Found;
import outerpark.reservation.PlaceResult.KeyConflict;
import outerpark.reservation.PlaceResult.NotKnownYet;
import outerpark.reservation.PlaceResult.Placed;
import outerpark.reservation.PlaceResult.Refused;
import outerpark.reservation.PlaceResult.Unavailable;
import outerpark.reservation.domain.PaymentStatus;
import outerpark.reservation.domain.Reservation;
import outerpark.reservation.domain.Reservation.Reserved;

class PlacingTest {

    private final Database database = TestService.newDatabase();
    private final ScriptedSeats seats = new ScriptedSeats();
    private final CommitFaults faults = new CommitFaults();
    private final List<TestService> services = new ArrayList<>();
    private final TestService service = on(new TestService(database, seats, Limits.usual()));

    @AfterEach
    void everyHoldThatIsKeptHasItsReservationAndTheOtherWayRound() {
        services.forEach(TestService::close);
        Set<String> named =
                Set.copyOf(TestService.ask(database, "SELECT hold_id FROM reservation WHERE status <> 'ABANDONED'"));
        Set<String> kept = new HashSet<>();
        seats.kept().forEach(hold -> kept.add(hold.toString()));
        assertThat(kept).isEqualTo(named);
        assertThat(TestService.ask(
                        database,
                        "SELECT subject FROM outbox WHERE type = 'ReservationPlaced' GROUP BY 1 HAVING count(*) > 1"))
                .isEmpty();
    }

    @Test
    void aReservationIsStoredWithItsEventWhenItIsAnswered() {
        PlaceRequest request = TestService.request(3);
        Reservation placed = service.placed(request);

        assertThat(placed).isInstanceOfSatisfying(Reserved.class, reserved -> {
            assertThat(reserved.payment()).isEqualTo(PaymentStatus.PENDING);
            assertThat(reserved.payBy()).isEqualTo(TestService.AT.plus(Duration.ofMinutes(15)));
            assertThat(reserved.booking().amount()).isEqualTo(3L * ScriptedSeats.PRICE);
            assertThat(reserved.booking().holdId()).isEqualTo(seats.asked().getFirst());
            assertThat(reserved.booking().reservedAt()).isEqualTo(TestService.AT);
        });
        assertThat(service.find(request.reservationId()))
                .as("it reads back equal")
                .contains(placed);
        assertThat(TestService.ask(
                        database,
                        "SELECT type || ' ' || subject || ' ' || revision || ' ' || correlation_id || ' '"
                                + " || (data ->> 'holdId') FROM outbox"))
                .containsExactly("ReservationPlaced " + request.reservationId() + " 1 correlation "
                        + placed.booking().holdId());
    }

    static Stream<TakeAnswer> refusals() {
        return Stream.of(
                new TakeAnswer.InsufficientSeats(2),
                new TakeAnswer.TooManySeats(4),
                new TakeAnswer.SalesClosed(),
                new TakeAnswer.NoSuchMusical(),
                new TakeAnswer.AlreadyReleased());
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatMusicalRefusesIsRefusedAndNothingIsStored(TakeAnswer refusal) {
        seats.next(refusal);
        PlaceRequest request = TestService.request(3);

        assertThat(service.place(request)).isEqualTo(new Refused(refusal));
        assertThat(service.find(request.reservationId())).isEmpty();
        giveBackUntaken();
    }

    @Test
    void whatMusicalDidNotEvenBeginIsUnavailable() {
        seats.next(new TakeAnswer.NotTaken("OVERLOADED"));

        assertThat(service.place(TestService.request(3))).isInstanceOf(Unavailable.class);
        giveBackUntaken();
    }

    @Test
    void theSameKeyAgainAnswersTheSameReservation() {
        UUID key = Ids.next();
        Reservation placed = service.placed(TestService.request(key, 3));

        assertThat(service.place(TestService.request(key, 3))).isEqualTo(new Found(placed));
        assertThat(seats.asked()).hasSize(1);
    }

    @Test
    void theSameKeyWithAnotherBodyIsAConflictAndTakesNothing() {
        UUID key = Ids.next();
        service.placed(TestService.request(key, 3));

        assertThat(service.place(TestService.request(key, 4))).isEqualTo(new KeyConflict());
        assertThat(seats.asked()).hasSize(1);
    }

    /** Found only when it is to be stored: what it holds meanwhile is given back. */
    @Test
    void aKeyOfThisMomentThatComesAgainAnswersTheSameReservation() {
        UUID key = madeAt(TestService.AT);
        Reservation placed = service.placed(TestService.request(key, 3));

        assertThat(service.place(TestService.request(key, 3))).isEqualTo(new Found(placed));
        assertThat(service.place(TestService.request(key, 4))).isEqualTo(new KeyConflict());
        assertThat(seats.asked()).hasSize(3);
        assertThat(seats.released()).hasSize(2);
    }

    @Test
    void aKeyOfThisMomentThatComesAgainWhenNothingIsLeftAnswersTheSameReservation() {
        UUID key = madeAt(TestService.AT);
        Reservation placed = service.placed(TestService.request(key, 3));
        seats.next(new TakeAnswer.InsufficientSeats(0));

        assertThat(service.place(TestService.request(key, 3))).isEqualTo(new Found(placed));
        giveBack(seats.asked().getLast());
    }

    private static UUID madeAt(Instant time) {
        return new UUID(time.toEpochMilli() << 16 | 0x7000L, 0x8000_0000_0000_0000L);
    }

    @Test
    void theSameKeyTwiceAtOnceIsOneReservationAndOneHold() {
        UUID key = Ids.next();
        CompletableFuture<TakeAnswer> taking = new CompletableFuture<>();
        TestService patient = patient();
        seats.next(taking);
        CompletableFuture<PlaceResult> first = patient.placing.place(TestService.request(key, 3));
        await().until(() -> seats.asked().size() == 1);
        CompletableFuture<PlaceResult> second = patient.placing.place(TestService.request(key, 3));
        CompletableFuture<PlaceResult> other = patient.placing.place(TestService.request(key, 4));
        taking.complete(ScriptedSeats.taken());

        assertThat(first.join()).isInstanceOf(Placed.class);
        assertThat(second.join()).isEqualTo(new Found(reservationOf(first.join())));
        assertThat(other.join()).isEqualTo(new KeyConflict());
        assertThat(seats.asked()).hasSize(1);
    }

    @Test
    void whenTheFirstOfTwoIsRefusedSoIsTheOtherAndTheKeyIsFreeAgain() {
        UUID key = Ids.next();
        CompletableFuture<TakeAnswer> taking = new CompletableFuture<>();
        TestService patient = patient();
        seats.next(taking);
        CompletableFuture<PlaceResult> first = patient.placing.place(TestService.request(key, 300));
        await().until(() -> seats.asked().size() == 1);
        CompletableFuture<PlaceResult> second = patient.placing.place(TestService.request(key, 300));
        taking.complete(new TakeAnswer.InsufficientSeats(10));

        Refused refused = new Refused(new TakeAnswer.InsufficientSeats(10));
        assertThat(first.join()).isEqualTo(refused);
        assertThat(second.join()).isEqualTo(refused);
        assertThat(patient.place(TestService.request(key, 3))).isInstanceOf(Placed.class);
        giveBack(seats.asked().getFirst());
    }

    static Stream<Arguments> troubles() {
        CompletableFuture<TakeAnswer> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);
        return Stream.of(
                trouble("never answered", seats -> seats.next(new CompletableFuture<>())),
                trouble("failed", seats -> seats.next(CompletableFuture.failedFuture(new IllegalStateException()))),
                trouble("cancelled", seats -> seats.next(cancelled)),
                trouble("broken off", seats -> seats.nextThrows(new IllegalStateException("connection reset"))));
    }

    private static Arguments trouble(String name, Consumer<ScriptedSeats> trouble) {
        return Arguments.of(Named.of(name, trouble));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aTakeThatGetsNoAnswerIsGivenBackAndTriedOnceMore(Consumer<ScriptedSeats> trouble) {
        trouble.accept(seats);
        PlaceResult placed = service.place(TestService.request(Ids.next(), 3));

        assertThat(seats.asked()).doesNotHaveDuplicates().hasSize(2);
        assertThat(seats.released()).containsExactly(seats.asked().getFirst());
        assertThat(reservationOf(placed).booking().holdId())
                .isEqualTo(seats.asked().getLast());
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void twoTakesInARowThatGetNoAnswerAreGivenBackAndTheSameKeyMayTryAgain(Consumer<ScriptedSeats> trouble) {
        trouble.accept(seats);
        trouble.accept(seats);
        retryOn(service, 2);
    }

    @Test
    void tooFewSeatsWhileAHoldIsGivenBackAreNotSaidToBeTooFew() {
        seats.next(new CompletableFuture<>()).next(new TakeAnswer.InsufficientSeats(2));
        assertThat(service.place(TestService.request(3))).isInstanceOf(Unavailable.class);
        giveBackUntaken();
    }

    @Test
    void aStoreThatTheDatabaseRolledBackIsGivenBackAndTheSameKeyMayTryAgain() {
        faults.loseCommit("40001");
        retryOn(on(new TestService(database, TestPostgres.withFaults(database, faults), seats, Limits.usual())), 1);
    }

    @Test
    void aStoreWhoseCommitGotNoAnswerAndDidNotHappenIsGivenBackForGoodAndTheSameKeyMayTryAgain() {
        faults.loseCommit();
        retryOn(on(new TestService(database, TestPostgres.withFaults(database, faults), seats, Limits.usual())), 1);
        assertThat(service.fates.settle(List.of(seats.asked().getFirst()))).containsValue(Fate.ABANDONED);
    }

    @Test
    void aStoreWhoseCommitGotNoAnswerButHappenedIsAnsweredAsPlaced() {
        faults.commitUnheard();
        TestService faulty =
                on(new TestService(database, TestPostgres.withFaults(database, faults), seats, Limits.usual()));
        PlaceRequest request = TestService.request(3);

        Reservation placed = faulty.placed(request);
        assertThat(service.find(request.reservationId())).contains(placed);
        assertThat(seats.released()).isEmpty();
    }

    @Test
    void aReservationThatTurnsOutStoredAfterItsCallerWasSentAwayIsCancelled() {
        PlaceRequest request = TestService.request(3);
        sentAwayThenStored(request, new Unavailable("the outcome is not known yet"));

        await().until(() -> service.find(request.reservationId())
                .filter(Reservation.Cancelled.class::isInstance)
                .isPresent());
        assertThat(service.told()).containsExactly("ReservationPlaced", "ReservationCancelled");
    }

    @Test
    void withAKeyThatReservationStaysAndItsCallerMayComeBackForIt() {
        UUID key = Ids.next();
        sentAwayThenStored(TestService.request(key, 3), new NotKnownYet());

        assertThat(service.place(TestService.request(key, 3))).isInstanceOf(Found.class);
        assertThat(service.told()).containsExactly("ReservationPlaced");
    }

    /** The commit happens unheard, and nothing can be found out until the caller has been sent away. */
    private void sentAwayThenStored(PlaceRequest request, PlaceResult answer) {
        CommitFaults away = new CommitFaults();
        away.away(true);
        faults.commitUnheard();
        TestService faulty = on(new TestService(
                database,
                TestPostgres.withFaults(database, faults),
                TestPostgres.withFaults(database, away),
                seats,
                Limits.settlingWithin(Duration.ofMillis(1))));

        assertThat(faulty.place(request)).isEqualTo(answer);
        away.away(false);
    }

    @Test
    void whoLosesTheRaceWithAnotherInstanceGivesItsHoldBackAndAnswersTheWinners() {
        UUID key = Ids.next();
        Reservation winner = race(TestService.request(key, 3), TestService.request(key, 3), false);

        assertThat(service.find(winner.booking().reservationId())).contains(winner);
    }

    @Test
    void whoLosesTheRaceWithAnotherBodyIsInConflict() {
        UUID key = Ids.next();
        race(TestService.request(key, 3), TestService.request(key, 4), true);
    }

    @Test
    void whoIsRefusedWhatItsTwinInAnotherInstanceGotAnswersTheTwinsReservation() {
        UUID key = Ids.next();
        Reservation winner = refusedBecauseOfTwin(TestService.request(key, 3), TestService.request(key, 3), false);

        assertThat(service.find(winner.booking().reservationId())).contains(winner);
    }

    @Test
    void whoIsRefusedWhatAnotherBodyWithItsKeyGotIsInConflict() {
        UUID key = Ids.next();
        refusedBecauseOfTwin(TestService.request(key, 3), TestService.request(key, 4), true);
    }

    /** The one instance stands in its take, for seats that the other gets meanwhile. */
    private Reservation refusedBecauseOfTwin(PlaceRequest slow, PlaceRequest fast, boolean conflict) {
        CompletableFuture<TakeAnswer> taking = new CompletableFuture<>();
        TestService slowOne = patient();
        seats.next(taking);
        CompletableFuture<PlaceResult> refused = slowOne.placing.place(slow);
        await().until(() -> seats.asked().size() == 1);

        TestService fastOne = on(new TestService(TestPostgres.secondInstance(database), seats, Limits.usual()));
        Reservation winner = fastOne.placed(fast);
        taking.complete(new TakeAnswer.InsufficientSeats(0));

        assertThat(refused.join()).isEqualTo(conflict ? new KeyConflict() : new Found(winner));
        giveBack(seats.asked().getFirst());
        return winner;
    }

    /** The one instance stands between its take and its store while the other goes all the way. */
    private Reservation race(PlaceRequest slow, PlaceRequest fast, boolean conflict) {
        CompletableFuture<TakeAnswer> taking = new CompletableFuture<>();
        TestService slowOne = patient();
        seats.next(taking);
        CompletableFuture<PlaceResult> losing = slowOne.placing.place(slow);
        await().until(() -> seats.asked().size() == 1);

        TestService fastOne = on(new TestService(TestPostgres.secondInstance(database), seats, Limits.usual()));
        Reservation winner = fastOne.placed(fast);
        taking.complete(ScriptedSeats.taken());

        assertThat(losing.join()).isEqualTo(conflict ? new KeyConflict() : new Found(winner));
        assertThat(seats.released()).containsExactly(seats.asked().getFirst());
        return winner;
    }

    @Test
    void aStoreAfterItsHoldWasFoundAbandonedIsRefusedAndTheSameKeyMayTryAgain() {
        UUID key = Ids.next();
        CompletableFuture<TakeAnswer> taking = new CompletableFuture<>();
        TestService patient = patient();
        seats.next(taking);
        CompletableFuture<PlaceResult> placing = patient.placing.place(TestService.request(key, 3));
        await().until(() -> seats.asked().size() == 1);
        UUID hold = seats.asked().getFirst();
        assertThat(service.fates.settle(List.of(hold))).isEqualTo(Map.of(hold, Fate.ABANDONED));
        taking.complete(ScriptedSeats.taken());

        assertThat(placing.join()).isInstanceOf(Unavailable.class);
        assertThat(seats.released()).containsExactly(hold);
        assertThat(service.place(TestService.request(key, 3))).isInstanceOf(Placed.class);
    }

    @Test
    void aBreakerAroundMusicalOpensOnTroubleAndClosesByItself() {
        TestService guarded = on(new TestService(
                database, seats, Limits.withBreaker(new Limits.BreakerLimits(2, 0.5, Duration.ofMillis(300)))));
        for (int i = 0; i < 2; i++) {
            seats.next(new TakeAnswer.NotTaken("OVERLOADED"));
            assertThat(guarded.place(TestService.request(3))).isInstanceOf(Unavailable.class);
        }
        giveBackUntaken();

        await().until(() -> guarded.place(TestService.request(3)) instanceof Placed);
    }

    @Test
    void aServiceThatIsStoppingTakesNothing() {
        service.close();

        assertThat(service.place(TestService.request(3))).isEqualTo(new Unavailable("STOPPING"));
        assertThat(service.place(TestService.request(Ids.next(), 3))).isEqualTo(new Unavailable("STOPPING"));
        assertThat(seats.asked()).isEmpty();
    }

    @Test
    void manyCallersOnTwoInstancesGetOneReservationForEachKey() {
        TestService other = on(new TestService(TestPostgres.secondInstance(database), seats, Limits.usual()));
        List<UUID> keys = Stream.generate(Ids::next).limit(40).toList();
        List<CompletableFuture<PlaceResult>> results = IntStream.range(0, 240)
                .mapToObj(i -> (i % 3 == 0 ? other : service)
                        .placing.place(TestService.request(keys.get(i * 7 % keys.size()), 3)))
                .toList();

        assertThat(results).allSatisfy(result -> assertThat(result.join()).isInstanceOfAny(Placed.class, Found.class));
        assertThat(results.stream().filter(result -> result.join() instanceof Placed))
                .hasSize(keys.size());
        assertThat(TestService.ask(database, "SELECT count(*) FROM reservation"))
                .containsExactly(Integer.toString(keys.size()));
    }

    private void retryOn(TestService troubled, int holdsOfTheFirst) {
        UUID key = Ids.next();
        assertThat(troubled.place(TestService.request(key, 3))).isInstanceOf(Unavailable.class);
        assertThat(seats.asked()).hasSize(holdsOfTheFirst);
        await().until(() -> seats.released().equals(seats.asked()));

        assertThat(troubled.place(TestService.request(key, 3))).isInstanceOf(Placed.class);
        assertThat(seats.asked()).doesNotHaveDuplicates().hasSize(holdsOfTheFirst + 1);
    }

    /** An instance that waits for musical as long as a test needs. */
    private TestService patient() {
        return on(new TestService(database, seats, Limits.patient()));
    }

    private TestService on(TestService made) {
        services.add(made);
        return made;
    }

    /** Musical took nothing of what was asked so far, so nothing is kept. */
    private void giveBackUntaken() {
        seats.asked().forEach(this::giveBack);
    }

    private void giveBack(UUID hold) {
        var _ = seats.release(List.of(new outerpark.contracts.calls.SeatHolds.TakeSeats(hold, TestService.SHOW, 3)));
    }

    private static Reservation reservationOf(PlaceResult result) {
        return ((Placed) result).reservation();
    }
}
