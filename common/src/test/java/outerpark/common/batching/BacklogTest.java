package outerpark.common.batching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BacklogTest {

    private static final long MILLIS = 1_000_000;
    private static final int BATCH = 10;

    private final Backlog backlog = new Backlog(new BatchLimits(1_000, BATCH, 1));
    private long now = 1_000_000 * MILLIS;

    @Test
    void withNothingToDoNobodyWaits() {
        assertThat(backlog.expectedWaitNanos(0, now)).isZero();
        perform(1, 5_000);
        assertThat(backlog.expectedWaitNanos(0, now)).isZero();
    }

    @Test
    void whoComesWaitsForTheRestOfTheBatchAndTheBatchesAhead() {
        perform(BATCH, 100);
        backlog.begun(BATCH, now);
        pass(40);
        assertThat(backlog.expectedWaitNanos(0, now)).isEqualTo(60 * MILLIS);
        assertThat(backlog.expectedWaitNanos(BATCH - 1, now)).isEqualTo(60 * MILLIS);
        assertThat(backlog.expectedWaitNanos(BATCH, now)).isEqualTo(160 * MILLIS);
        assertThat(backlog.expectedWaitNanos(5 * BATCH, now)).isEqualTo(560 * MILLIS);
    }

    @Test
    void aBatchThatTakesLongerThanUsualMayTakeAsMuchAgain() {
        perform(BATCH, 100);
        backlog.begun(BATCH, now);
        pass(3_000);
        assertThat(backlog.expectedWaitNanos(0, now)).isEqualTo(3_000 * MILLIS);
    }

    @Test
    void oneSlowBatchIsSoonForgotten() {
        perform(BATCH, 10);
        perform(BATCH, 5_000);
        for (int i = 0; i < 10; i++) {
            perform(BATCH, 10);
        }
        backlog.begun(BATCH, now);
        assertThat(backlog.expectedWaitNanos(BATCH, now)).isLessThan(40 * MILLIS);
    }

    @Test
    void aCrowdThatIsServedInAMomentIsNotSentAway() {
        for (int queued = 9 * BATCH; queued > 0; queued -= BATCH) {
            perform(queued, 10);
            assertThat(isTooLong(queued)).isFalse();
        }
    }

    @Test
    void whereMoreComeThanAreServedOnlyTheNextBatchMayWait() {
        overload();
        assertThat(isTooLong(BATCH - 1)).isFalse();
        assertThat(isTooLong(BATCH)).isTrue();
        // Those who are let in now fill each batch, and leave nobody behind.
        for (int i = 0; i < 100; i++) {
            perform(BATCH, 50);
            assertThat(isTooLong(BATCH)).isTrue();
        }
    }

    @Test
    void itIsOverWhenBatchesAreNotFullForASecond() {
        overload();
        perform(BATCH, 50);
        for (int i = 0; i < 10; i++) {
            assertThat(isTooLong(BATCH)).isTrue();
            perform(BATCH - 1, 100);
        }
        perform(BATCH - 1, 50);
        assertThat(isTooLong(3 * BATCH)).isFalse();
    }

    @Test
    void behindABatchThatIsStuckOnlyTheNextOneMayWait() {
        backlog.begun(1, now);
        pass(999);
        assertThat(isTooLong(BATCH)).isFalse();
        pass(1);
        assertThat(isTooLong(BATCH)).isTrue();
        assertThat(isTooLong(BATCH - 1)).isFalse();
    }

    private void overload() {
        perform(3 * BATCH, 50);
        perform(3 * BATCH, 50);
        perform(3 * BATCH, 50);
    }

    private void perform(int queued, long millis) {
        backlog.begun(queued, now);
        pass(millis);
        backlog.done(millis * MILLIS);
    }

    private void pass(long millis) {
        now += millis * MILLIS;
    }

    private boolean isTooLong(int queued) {
        return backlog.isTooLong(queued, now);
    }
}
