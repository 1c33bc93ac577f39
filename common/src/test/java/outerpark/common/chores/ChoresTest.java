package outerpark.common.chores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ChoresTest {

    private final Chores chores = new Chores();

    @Test
    void aStopWaitsForTheChoreUnderWayAndBeginsNoOther() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicReference<Thread> stopper = new AtomicReference<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Object> underWay = threads.submit(() -> chores.run(() -> {
                begun.countDown();
                mayEnd.await();
                return "done";
            }));
            begun.await();
            Future<?> stop = threads.submit(() -> {
                stopper.set(Thread.currentThread());
                chores.stop(new ShutdownEvent());
                return null;
            });
            await().until(() -> stopper.get() != null && stopper.get().getState() == Thread.State.TIMED_WAITING);
            assertThat(chores.run(() -> "begun while the other one is waited for"))
                    .isNull();
            assertThat(stop).isNotDone();
            mayEnd.countDown();
            stop.get();
            assertThat(underWay).isDone();
            assertThat(underWay.get()).isEqualTo("done");
        }
        assertThat(chores.run(() -> "begun after the stop")).isNull();
    }

    @Test
    void choresGoOnBesideEachOther() throws Exception {
        assertThat(chores.run(() -> chores.run(() -> "within"))).isEqualTo("within");
    }

    @Test
    void aStopDoesNotWaitForEver() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Object> underWay = threads.submit(() -> chores.run(() -> {
                begun.countDown();
                mayEnd.await();
                return "done";
            }));
            begun.await();
            chores.stop(new ShutdownEvent());
            assertThat(underWay).isNotDone();
            mayEnd.countDown();
        }
    }
}
