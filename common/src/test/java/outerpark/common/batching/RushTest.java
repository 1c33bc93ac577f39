package outerpark.common.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RushTest {

    private static final int CUSTOMERS_MIN = 64;

    private long nanos;
    private final Rush rush = new Rush(CUSTOMERS_MIN, () -> nanos);
    private final List<CompletableFuture<String>> answers = new ArrayList<>();

    @Test
    void manyWhoWaitForSomeTimeAreARush() {
        come(2 * CUSTOMERS_MIN);
        assertThat(rush.isOn()).isFalse();

        pass(690);
        assertThat(rush.isOn()).isFalse();

        pass(10);
        assertThat(rush.isOn()).isTrue();
    }

    @Test
    void fewerAreNoneHoweverLongTheyWait() {
        come(CUSTOMERS_MIN - 1);
        pass(60_000);

        assertThat(rush.isOn()).isFalse();
    }

    @Test
    void thoseWhoWaitAtTwoStepsAreNotCountedTwice() {
        come(CUSTOMERS_MIN - 1, "place");
        come(CUSTOMERS_MIN - 1, "take");
        pass(60_000);
        assertThat(rush.isOn()).isFalse();

        come(1, "take");
        pass(60_000);
        assertThat(rush.isOn()).isTrue();
    }

    @Test
    void asManyAsThatAreOne() {
        come(CUSTOMERS_MIN);
        pass(60_000);

        assertThat(rush.isOn()).isTrue();
    }

    @Test
    void itIsOverSoonAfterTheyHaveTheirAnswers() {
        come(2 * CUSTOMERS_MIN);
        pass(60_000);

        answers.forEach(answer -> answer.complete("seats"));
        assertThat(rush.isOn()).isTrue();

        pass(700);
        assertThat(rush.isOn()).isFalse();
    }

    @Test
    void whoIsAnsweredByAFailureWaitsNoLonger() {
        come(CUSTOMERS_MIN);
        answers.getFirst().completeExceptionally(new IllegalStateException("no seats"));
        pass(60_000);

        assertThat(rush.isOn()).isFalse();
    }

    private void come(int customers) {
        come(customers, "place");
    }

    private void come(int customers, String step) {
        for (int i = 0; i < customers; i++) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            answers.add(rush.waitsFor(answer, step));
        }
    }

    private void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
