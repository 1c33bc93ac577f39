package outerpark.common.batching;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gathers concurrent requests into batches. A free worker takes all that wait (up to a limit), in their order; while it
 * works the next batch gathers. One that has had nothing to do lets the first request wait a moment for those that
 * come with it. A full queue refuses at once; so does one in which the request would likely wait for longer than it
 * may.
 *
 * <p>Every request is answered exactly once: by the work, by its failure, or by {@link NotPerformed} when it was not
 * begun. Closing refuses new requests and performs those that wait.
 */
public final class Batcher<Q, A> implements AutoCloseable {

    /** What is done with a batch. It answers each request; what it leaves unanswered fails. */
    @FunctionalInterface
    public interface Work<Q, A> {
        void perform(List<Pending<Q, A>> batch);
    }

    private static final Logger LOG = Logger.getLogger(Batcher.class);

    /** Requests that come together, as the answers of another batch do, are not taken apart. */
    private static final Duration MOMENT = Duration.ofNanos(200_000);

    /** How late a request may be refused whose time ran out in the queue of a busy batcher. */
    private static final Duration EXPIRY_PAUSE = Duration.ofMillis(50);

    private final String name;
    private final BatchLimits limits;
    private final Work<Q, A> work;
    private final ThreadsAndTime threadsAndTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition somethingToDo = lock.newCondition();
    private final ArrayDeque<Pending<Q, A>> queue = new ArrayDeque<>();
    /** Held until those that expired have heard of it: they are no longer in the queue where closing looks for them. */
    private final ReentrantLock expiring = new ReentrantLock();

    private final Backlog backlog;
    private final List<Thread> workers = new ArrayList<>();
    private final BatchMeters meters;
    private final Future<?> expiry;
    private boolean closed;

    public Batcher(String name, BatchLimits limits, Work<Q, A> work) {
        this(name, limits, work, ThreadsAndTime.REAL);
    }

    Batcher(String name, BatchLimits limits, Work<Q, A> work, ThreadsAndTime threadsAndTime) {
        this.name = name;
        this.limits = limits;
        this.work = work;
        this.threadsAndTime = threadsAndTime;
        this.backlog = new Backlog(limits);
        this.meters = new BatchMeters(name, this::queued);
        for (int i = 0; i < limits.workers(); i++) {
            workers.add(threadsAndTime.start(name + "-" + i, this::takeAndPerform));
        }
        this.expiry = threadsAndTime.repeat(this::refuseExpired, EXPIRY_PAUSE);
    }

    /**
     * Queues a request.
     *
     * @param timeout a request still waiting after that long fails with {@link NotPerformed}; one that is being
     *     performed is performed to its end
     */
    public CompletableFuture<A> submit(Q request, Duration timeout) {
        Pending<Q, A> pending = new Pending<>(request, timeout, threadsAndTime);
        NotPerformed.Reason refusal = enqueue(pending);
        if (refusal != null) {
            meters.refused(refusal);
            pending.fail(new NotPerformed(refusal));
        }
        return pending.future();
    }

    /**
     * Whether somebody who comes now is better sent away before anything is done for them: for some time more have come
     * than can be served. Counts them as refused, if so.
     */
    public boolean turnsAway() {
        lock.lock();
        try {
            if (!backlog.isTooLong(queue.size(), threadsAndTime.nanoTime())) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        meters.refused(NotPerformed.Reason.OVERLOADED);
        return true;
    }

    /** Requests that wait now. */
    public int queued() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new requests, performs those that wait, and returns when the last is answered. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            somethingToDo.signalAll();
        } finally {
            lock.unlock();
        }
        for (Thread worker : workers) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        expiring.lock();
        try {
            expiry.cancel(false);
        } finally {
            expiring.unlock();
        }
    }

    private NotPerformed.@Nullable Reason enqueue(Pending<Q, A> pending) {
        lock.lock();
        try {
            if (closed) {
                return NotPerformed.Reason.STOPPING;
            }
            if (queue.size() >= limits.queueMax() || waitsTooLong(pending)) {
                return NotPerformed.Reason.OVERLOADED;
            }
            queue.add(pending);
            somethingToDo.signal();
            return null;
        } finally {
            lock.unlock();
        }
    }

    private boolean waitsTooLong(Pending<Q, A> pending) {
        long wait = backlog.expectedWaitNanos(queue.size(), threadsAndTime.nanoTime());
        return wait > 0 && wait > pending.remainingNanos();
    }

    private void takeAndPerform() {
        for (List<Pending<Q, A>> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
            long begun = threadsAndTime.nanoTime();
            try {
                perform(batch);
            } catch (Throwable failure) {
                // Whatever it was, those who wait must hear of it and the worker must live on.
                LOG.warnf(failure, "%s: a batch of %d failed", name, batch.size());
                failUnanswered(batch, failure);
            } finally {
                done(threadsAndTime.nanoTime() - begun);
            }
        }
    }

    private void done(long tookNanos) {
        lock.lock();
        try {
            backlog.done(tookNanos);
        } finally {
            lock.unlock();
        }
    }

    private void perform(List<Pending<Q, A>> batch) {
        meters.taken(batch.size(), batch.getFirst().waitedNanos());
        List<Pending<Q, A>> inTime = refuseLate(batch);
        if (!inTime.isEmpty()) {
            work.perform(inTime);
            failUnanswered(inTime, new IllegalStateException(name + " left a request unanswered"));
        }
    }

    /** Refuses requests whose time ran out while every worker is busy: those still in the queue were not begun. */
    private void refuseExpired() {
        expiring.lock();
        try {
            refuseLate(takeExpired());
        } finally {
            expiring.unlock();
        }
    }

    private List<Pending<Q, A>> takeExpired() {
        List<Pending<Q, A>> expired = new ArrayList<>();
        lock.lock();
        try {
            queue.removeIf(pending -> pending.remainingNanos() <= 0 && expired.add(pending));
            return expired;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for requests; an empty batch means closed, with nothing left to do. */
    private List<Pending<Q, A>> nextBatch() {
        List<Pending<Q, A>> batch = takeWaiting();
        while (batch.isEmpty() && awaitSomethingToDo()) {
            threadsAndTime.pause(MOMENT);
            batch = takeWaiting();
        }
        return batch;
    }

    /** False if it is closed and there is nothing. */
    private boolean awaitSomethingToDo() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                somethingToDo.awaitUninterruptibly();
            }
            return !queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private List<Pending<Q, A>> takeWaiting() {
        lock.lock();
        try {
            int size = Math.min(queue.size(), limits.batchMax());
            if (size > 0) {
                backlog.begun(queue.size(), threadsAndTime.nanoTime());
            }
            List<Pending<Q, A>> batch = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                batch.add(queue.remove());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private List<Pending<Q, A>> refuseLate(List<Pending<Q, A>> batch) {
        List<Pending<Q, A>> inTime = new ArrayList<>(batch.size());
        for (Pending<Q, A> pending : batch) {
            if (pending.remainingNanos() > 0) {
                inTime.add(pending);
            } else {
                meters.refused(NotPerformed.Reason.LATE);
                pending.fail(new NotPerformed(NotPerformed.Reason.LATE));
            }
        }
        return inTime;
    }

    private void failUnanswered(List<Pending<Q, A>> batch, Throwable cause) {
        batch.forEach(pending -> pending.fail(cause));
    }
}
