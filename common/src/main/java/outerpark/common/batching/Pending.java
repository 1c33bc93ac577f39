package outerpark.common.batching;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A request that waits for its answer. */
public final class Pending<Q, A> {

    private final Q request;
    private final ThreadsAndTime time;
    private final long submittedNanos;
    private final long deadlineNanos;
    private final CompletableFuture<A> answer = new CompletableFuture<>();

    Pending(Q request, Duration timeout, ThreadsAndTime time) {
        this.request = request;
        this.time = time;
        this.submittedNanos = time.nanoTime();
        this.deadlineNanos = submittedNanos + timeout.toNanos();
    }

    public Q request() {
        return request;
    }

    /** Answers the request; only the first answer counts. */
    public void answer(A value) {
        answer.complete(value);
    }

    /** Answers the request with a failure; only the first answer counts. */
    public void fail(Throwable cause) {
        answer.completeExceptionally(cause);
    }

    /** Nanoseconds left until the request's deadline; not positive when it has passed. */
    public long remainingNanos() {
        return deadlineNanos - time.nanoTime();
    }

    /** Nanoseconds since it was submitted. */
    long waitedNanos() {
        return time.nanoTime() - submittedNanos;
    }

    CompletableFuture<A> future() {
        return answer;
    }
}
