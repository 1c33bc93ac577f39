package outerpark.common.batching;

import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads, the time and the chance of one run, all from a seed. The threads are virtual, and the one thread that
 * calls {@link #run} carries them, one at a time: whenever one parks, gives way or ends, the seed says who goes on.
 * Time moves only when an alarm rings that somebody sleeps for; the seed says whether it rings before the others have
 * gone as far as they can. Whoever reads the time may have to give way, even if he holds a lock.
 *
 * <p>Nobody is interrupted between two such points. Those are enough to meet every schedule of classes that share
 * state only under a lock, as {@link Batcher} does.
 */
final class Simulation implements ThreadsAndTime {

    /** By then, whatever is going to happen has happened. */
    private static final long HORIZON_NANOS = Duration.ofMinutes(2).toNanos();
    /** The clock overflows in the middle of a run, as {@link System#nanoTime} may. */
    private static final long CLOCK_STARTS_AT =
            Long.MAX_VALUE - Duration.ofMillis(200).toNanos();

    private record Alarm(long nanos, int number, Thread sleeper) {}

    private final Random random;
    private final int impatiencePercent;
    private final List<Runnable> ready = new ArrayList<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::nanos).thenComparingInt(Alarm::number));
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private @Nullable String violation;
    private int alarmsSet;
    private long now;

    Simulation(long seed) {
        this.random = new Random(seed);
        this.impatiencePercent = oneOf(0, 3, 20);
    }

    /** Goes on until every thread has ended, or a rule is violated. */
    void run() {
        while (violation == null && threads.stream().anyMatch(Thread::isAlive)) {
            if (now > HORIZON_NANOS || (ready.isEmpty() && alarms.isEmpty())) {
                violated("nothing will come, and %s still wait"
                        .formatted(threads.stream()
                                .filter(Thread::isAlive)
                                .map(Thread::getName)
                                .toList()));
            } else if (ready.isEmpty() || (!alarms.isEmpty() && chance(impatiencePercent))) {
                Alarm alarm = alarms.remove();
                now = alarm.nanos();
                LockSupport.unpark(alarm.sleeper());
            } else {
                ready.remove(random.nextInt(ready.size())).run();
            }
        }
    }

    @Override
    public Thread start(String name, Runnable task) {
        Thread thread = carriedBy(continuation -> ready.add(() -> {
                    trace.add("> " + name);
                    continuation.run();
                }))
                .name(name)
                .uncaughtExceptionHandler((dead, e) -> note("dies of " + e))
                .unstarted(task);
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** As the JDK's own tests do; there is no public way yet, so {@code java.lang} must be opened to the tests. */
    private static Thread.Builder.OfVirtual carriedBy(Executor scheduler) {
        try {
            Constructor<?> builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            builder.setAccessible(true);
            return (Thread.Builder.OfVirtual) builder.newInstance(scheduler);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK has no virtual threads with a scheduler of one's own", e);
        }
    }

    @Override
    public Future<?> repeat(Runnable task, Duration pause) {
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        start("expiry", () -> {
            for (sleep(pause); !cancelled.isDone(); sleep(pause)) {
                task.run();
            }
        });
        return cancelled;
    }

    @Override
    public void pause(Duration time) {
        sleep(time);
    }

    @Override
    public long nanoTime() {
        if (chance(50)) {
            giveWay();
        }
        return CLOCK_STARTS_AT + now;
    }

    /** Nanoseconds since the run began. */
    long now() {
        return now;
    }

    /** Lets the seed say who goes on. */
    void giveWay() {
        Thread me = Thread.currentThread();
        Runnable turn = () -> LockSupport.unpark(me);
        ready.add(turn);
        while (ready.contains(turn)) {
            LockSupport.park();
        }
    }

    void sleep(Duration duration) {
        Alarm alarm = new Alarm(now + duration.toNanos(), alarmsSet++, Thread.currentThread());
        alarms.add(alarm);
        while (alarms.contains(alarm)) {
            LockSupport.park();
        }
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    int oneOf(int... values) {
        return values[random.nextInt(values.length)];
    }

    void note(String what) {
        trace.add("  %d ms, %s %s"
                .formatted(now / 1_000_000, Thread.currentThread().getName(), what));
    }

    /** Ends the run. What follows from the first violation is no news. */
    void violated(String rule) {
        if (violation == null) {
            violation = rule;
            note("VIOLATES A RULE: " + rule);
        }
    }

    /** The rule that was violated, if one was. */
    Optional<String> violation() {
        return Optional.ofNullable(violation);
    }

    /** Who went on, and what happened, in order. */
    List<String> trace() {
        return List.copyOf(trace);
    }
}
