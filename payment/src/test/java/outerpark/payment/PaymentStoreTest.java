package outerpark.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Event.DeclineReason;
import outerpark.payment.domain.Bill;
import outerpark.payment.domain.Payment;
import outerpark.payment.domain.State;
import outerpark.payment.domain.State.Checkout;
import outerpark.payment.domain.State.Progress;
import outerpark.payment.domain.Turn;

final class PaymentStoreTest {

    private static final Database DATABASE = TestPostgres.database("payment", "db/events", "db/payment");
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123456Z");

    static List<State> states() {
        Checkout checkout = new Checkout(Map.of("paymentKey", "k\"ey", "provider", "p"), AT.plusSeconds(1));
        Progress everything = new Progress(true, true, true);
        return List.of(
                new State.Pending(everything),
                new State.Deferred(everything, null, null),
                new State.Deferred(new Progress(true, false, false), checkout, "key"),
                new State.AwaitingCustomer(new Progress(false, true, false), checkout, null),
                new State.AwaitingCustomer(new Progress(false, false, true), new Checkout(Map.of(), null), "key"),
                new State.Approved(),
                new State.Declined(DeclineReason.REFUSED),
                new State.Declined(DeclineReason.UNPAID),
                new State.GivingBack(0, false),
                new State.GivingBack(7, true),
                new State.Cancelled(7));
    }

    @ParameterizedTest
    @MethodSource("states")
    void whatIsStoredReadsBackEqual(State state) {
        Payment stored = payment(state, new Turn(3, true, AT.plusSeconds(30)));
        DATABASE.run(transaction -> PaymentStore.insert(transaction.connection(), List.of(stored)));
        assertThat(read(stored)).isEqualTo(stored);
    }

    @ParameterizedTest
    @MethodSource("states")
    void whatIsChangedReadsBackEqual(State state) {
        Payment before = payment(new State.Pending(new Progress(false, false, false)), new Turn(0, false, AT));
        Payment after = new Payment(
                before.bill(),
                state,
                new Turn(1, false, null),
                2,
                "note",
                9,
                AT.plusSeconds(9),
                new Cause("another story", null, null));
        DATABASE.run(transaction -> {
            PaymentStore.insert(transaction.connection(), List.of(before));
            PaymentStore.update(transaction.connection(), List.of(after));
        });
        assertThat(read(after)).isEqualTo(after);
    }

    @Test
    void waitingAreThoseTheProviderStillHasToAnswer() {
        Database fresh = TestPostgres.database("payment", "db/events", "db/payment");
        List<Payment> all = states().stream()
                .map(state -> payment(state, new Turn(0, false, AT)))
                .toList();
        fresh.run(transaction -> PaymentStore.insert(transaction.connection(), all));
        assertThat(fresh.read(PaymentStore::waiting)).isEqualTo(new PaymentStore.Waiting(3, AT, 1));
    }

    private static Payment payment(State state, Turn turn) {
        Bill bill = new Bill(Ids.next(), Ids.next(), 7, "CARD", AT);
        return new Payment(bill, state, turn, 1, null, 1, AT, new Cause("story", new UUID(1, 2), "trace"));
    }

    private static Payment read(Payment payment) {
        return DATABASE.read(connection ->
                        PaymentStore.find(connection, payment.bill().paymentId()))
                .orElseThrow();
    }
}
