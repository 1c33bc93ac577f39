package outerpark.process.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.common.events.EventSignals;
import outerpark.common.events.Outbox;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event.PaymentDue;
import outerpark.process.kafka.RelayStore.Standing;

/** Who is the relay, and what one who is not any more can do: nothing. */
final class RelayStoreTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final Database database = TestPostgres.database("probe", "db/events");
    private final RelayStore store = new RelayStore(database);

    @Test
    void theFirstBeginsTheFirstEpochAtTheBeginning() {
        assertThat(store.take("one", LONG, true)).hasValue(1);
        assertThat(store.renew(1, LONG)).hasValue(0);
    }

    @Test
    void whileALeaseRunsNobodyElseTakesIt() {
        store.take("one", LONG, true);

        assertThat(store.take("other", LONG, true)).isEmpty();
        assertThat(store.take("one", LONG, false)).isEmpty();
    }

    @Test
    void aLeaseThatHasRunOutIsTakenByWhoeverComesAndUntilThenIsStillItsHoldersOwn() {
        store.take("one", LONG, true);
        Ledger.execute(database, "UPDATE relay SET leased_until = now()");
        assertThat(store.renew(1, LONG)).isPresent();
        Ledger.execute(database, "UPDATE relay SET leased_until = now()");

        assertThat(store.take("other", LONG, true)).hasValue(2);
    }

    @Test
    void aRestartedHolderTakesItsOwnLeaseAtOnceAndBeginsAnEpoch() {
        store.take("one", LONG, true);

        assertThat(store.take("one", LONG, true)).hasValue(2);
    }

    @Test
    void aLeaseThatIsGivenUpIsTakenAtOnce() {
        store.take("one", LONG, true);
        store.release(1);

        assertThat(store.take("other", LONG, true)).hasValue(2);
    }

    @Test
    void anEpochThatIsOverMovesRenewsAndReleasesNothing() {
        store.take("one", LONG, true);
        store.take("one", LONG, true);
        assertThat(store.move(2, 7, LONG)).isTrue();
        assertThat(store.position()).isEqualTo(7);

        assertThat(store.move(1, 9, LONG)).isFalse();
        assertThat(store.renew(1, LONG)).isEmpty();
        store.release(1);
        assertThat(store.take("other", LONG, true)).isEmpty();
        assertThat(store.renew(2, LONG)).hasValue(7);
    }

    @Test
    void whatIsToldAndNotPublishedIsCounted() {
        List<Envelope> events = Stream.generate(() -> Channel.envelope(new PaymentDue(Ids.next()), 1))
                .limit(3)
                .toList();
        assertThat(store.standing()).isEqualTo(new Standing(0, 0, Optional.empty()));
        database.run(transaction -> new Outbox(database, new EventSignals()).append(transaction, events));
        store.take("one", LONG, true);
        assertThat(store.standing())
                .isEqualTo(new Standing(1, 3, Optional.of(events.getFirst().occurredAt())));

        store.move(1, store.after(0, 2).getLast().position(), LONG);
        assertThat(store.standing().unpublished()).isEqualTo(1);
    }
}
