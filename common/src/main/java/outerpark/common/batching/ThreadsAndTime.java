package outerpark.common.batching;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

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
        public long nanoTime() {
            return System.nanoTime();
        }
    };

    Thread start(String name, Runnable task);

    /** Runs a task after each pause, until it is cancelled. */
    Future<?> repeat(Runnable task, Duration pause);

    /** As {@link System#nanoTime}. */
    long nanoTime();
}
