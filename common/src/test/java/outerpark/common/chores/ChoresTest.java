package outerpark.common.chores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ChoresTest {

    private final Chores chores = new Chores();
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @Test
    void aStopWaitsForTheChoreUnderWayAndBeginsNoOther() throws Exception {
        AtomicBoolean isDone = new AtomicBoolean();
        AtomicReference<Thread> stopper = new AtomicReference<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            begun(threads, () -> isDone.set(true));
            Future<Boolean> stop = threads.submit(() -> {
                stopper.set(Thread.currentThread());
                chores.stop(new ShutdownEvent());
                return isDone.get();
            });
            try {
                await().until(() -> stopper.get() != null && stopper.get().getState() == Thread.State.TIMED_WAITING);
                assertThat(chores.run(() -> "begun while the other one is waited for"))
                        .isNull();
                assertThat(stop).isNotDone();
            } finally {
                mayEnd.countDown();
            }
            assertThat(stop.get()).as("done when the stop went on").isTrue();
        }
        assertThat(chores.run(() -> "begun after the stop")).isNull();
    }

    @Test
    void choresGoOnBesideEachOther() throws Exception {
        assertThat(chores.run(() -> chores.run(() -> "within"))).isEqualTo("within");
    }

    @Test
    void aStopDoesNotWaitForEver() throws Exception {
        AtomicBoolean isDone = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            begun(threads, () -> isDone.set(true));
            try {
                chores.stop(new ShutdownEvent());
                assertThat(isDone).isFalse();
                assertThat(chores.run(() -> "begun after the stop")).isNull();
            } finally {
                mayEnd.countDown();
            }
        }
    }

    /** A chore that is under way until it {@link #mayEnd}. */
    private void begun(ExecutorService threads, Runnable atItsEnd) throws InterruptedException {
        CountDownLatch isUnderWay = new CountDownLatch(1);
        var _ = threads.submit(() -> chores.run(() -> {
            isUnderWay.countDown();
            mayEnd.await();
            atItsEnd.run();
            return "done";
        }));
        isUnderWay.await();
    }
}
