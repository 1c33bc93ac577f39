package outerpark.common.batching;

/**
 * The limits of a {@link Batcher}.
 *
 * @param queueMax requests that may wait; one more is refused at once
 * @param batchMax requests performed together at most
 * @param workers batches performed at the same time
 */
public record BatchLimits(int queueMax, int batchMax, int workers) {
    public BatchLimits {
        if (queueMax < 1 || batchMax < 1 || workers < 1) {
            throw new IllegalArgumentException("each limit is at least 1");
        }
    }
}
