package outerpark.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import outerpark.common.database.Database;
import outerpark.common.database.NothingWritten;
import outerpark.contracts.Ids;
import outerpark.contracts.calls.HoldFates.Fate;
import outerpark.reservation.domain.Customer;
import outerpark.reservation.domain.Reservation.Reserved;

class ReservationHoldFatesTest {

    private final Database database = TestService.newDatabase();
    private final ReservationHoldFates fates = new ReservationHoldFates(database);
    private final Reserved reservation = TestService.reserved(TestService.SHOW, 3, Customer.UNKNOWN, TestService.AT);
    private final UUID hold = reservation.booking().holdId();

    @Test
    void aHoldThatAReservationNamesIsStoredAndAnyOtherIsAbandonedForGood() {
        TestService.store(database, reservation);
        UUID other = Ids.next();

        for (int i = 0; i < 2; i++) {
            assertThat(fates.settle(List.of(hold, other))).isEqualTo(Map.of(hold, Fate.STORED, other, Fate.ABANDONED));
        }
        assertThat(fates.settle(List.of())).isEmpty();
    }

    @Test
    void aReservationCannotBeStoredForAnAbandonedHold() {
        fates.settle(List.of(hold));

        assertThat(insert()).isEmpty();
        assertThat(fates.settle(List.of(hold))).containsEntry(hold, Fate.ABANDONED);
    }

    @Test
    void anAbandonedHoldIsNoReservation() {
        fates.settle(List.of(hold));

        assertThat(database.<List<?>>read(c -> ReservationStore.find(c, List.of(hold))))
                .isEqualTo(List.of());
        assertThat(database.<List<?>>write(t -> ReservationStore.lock(t.connection(), List.of(hold))))
                .isEqualTo(List.of());
    }

    @Test
    void aStoreThatIsUnderWayDecidesWhenItCommits() {
        CompletableFuture<Map<UUID, Fate>> settling = database.write(t -> {
            ReservationStore.insert(t.connection(), List.of(reservation));
            return settleUntilItWaits();
        });

        assertThat(settling.join()).containsEntry(hold, Fate.STORED);
    }

    @Test
    void aStoreThatIsUnderWayAndIsRolledBackLeavesTheHoldAbandoned() {
        CompletableFuture<CompletableFuture<Map<UUID, Fate>>> settling = new CompletableFuture<>();
        assertThatExceptionOfType(NothingWritten.class)
                .isThrownBy(() -> database.run(t -> {
                    ReservationStore.insert(t.connection(), List.of(reservation));
                    settling.complete(settleUntilItWaits());
                    throw new IllegalStateException("on purpose");
                }));

        assertThat(settling.join().join()).containsEntry(hold, Fate.ABANDONED);
        assertThat(insert()).isEmpty();
    }

    @Test
    void aStoreThatComesWhileTheHoldIsBeingAbandonedWaitsAndIsRefused() {
        CompletableFuture<Set<UUID>> storing = database.write(t -> {
            ReservationStore.abandon(t.connection(), List.of(hold));
            CompletableFuture<Set<UUID>> late = CompletableFuture.supplyAsync(this::insert, Thread::startVirtualThread);
            await().until(this::isSomebodyWaiting);
            return late;
        });

        assertThat(storing.join()).isEmpty();
    }

    private CompletableFuture<Map<UUID, Fate>> settleUntilItWaits() {
        CompletableFuture<Map<UUID, Fate>> settling =
                CompletableFuture.supplyAsync(() -> fates.settle(List.of(hold)), Thread::startVirtualThread);
        await().until(this::isSomebodyWaiting);
        return settling;
    }

    private Set<UUID> insert() {
        return database.write(t -> ReservationStore.insert(t.connection(), List.of(reservation)));
    }

    private boolean isSomebodyWaiting() {
        return TestService.ask(
                        database,
                        "SELECT 1 FROM pg_stat_activity"
                                + " WHERE wait_event_type = 'Lock' AND datname = current_database()")
                .contains("1");
    }
}
