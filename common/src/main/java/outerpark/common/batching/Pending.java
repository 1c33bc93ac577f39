package outerpark.common.batching;

import java.util.concurrent.CompletableFuture;

/** A request that waits for its answer. */
public final class Pending<Q, A> {

    private final Q request;
    private final long deadlineNanos;
    private final CompletableFuture<A> answer = new CompletableFuture<>();

    Pending(Q request, long deadlineNanos) {
        this.request = request;
        this.deadlineNanos = deadlineNanos;
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
        return deadlineNanos - System.nanoTime();
    }

    CompletableFuture<A> future() {
        return answer;
    }
}
