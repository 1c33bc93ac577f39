package outerpark.process.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;

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

        assertThat(store.move(1, 9, LONG)).isFalse();
        assertThat(store.renew(1, LONG)).isEmpty();
        store.release(1);
        assertThat(store.take("other", LONG, true)).isEmpty();
        assertThat(store.renew(2, LONG)).hasValue(7);
    }
}
