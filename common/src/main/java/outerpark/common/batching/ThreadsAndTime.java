package outerpark.common.batching;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Where a {@link Batcher} has its threads and its time from: the machine, or a simulation of one. */
interface ThreadsAndTime {

    ThreadsAndTime REAL = new ThreadsAndTime() {

        private final ScheduledExecutorService repeated = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("batcher-expiry").factory());

        @Override
        public Thread start(String name, Runnable task) {
            return Thread.ofPlatform().daemon().name(name).start(task);
        }

        @Override
        public Future<?> repeat(Runnable task, Duration pause) {
            return repeated.scheduleWithFixedDelay(task, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void pause(Duration time) {
            LockSupport.parkNanos(time.toNanos());
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    };

    Thread start(String name, Runnable task);

    /** Runs a task after each pause, until it is cancelled. */
    Future<?> repeat(Runnable task, Duration pause);

    /** Lets so much time pass, at least about. */
    void pause(Duration time);

    /** As {@link System#nanoTime}. */
    long nanoTime();
}
