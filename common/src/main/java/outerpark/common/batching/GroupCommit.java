package outerpark.common.batching;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import outerpark.common.database.Database;
import outerpark.common.database.NothingWritten;
import outerpark.common.database.Transaction;

/**
 * Many requests, one transaction, one disk flush. Each request is decided by itself and answered after the commit,
 * never before.
 *
 * <p>A future fails with {@link NotPerformed} or {@link NothingWritten} when for certain nothing has changed, and with
 * {@link outerpark.common.database.OutcomeUnknown} when the commit may or may not have happened.
 */
public final class GroupCommit<Q, A> implements AutoCloseable {

    /** Decides a batch inside a transaction: one answer for each request, in their order. It may be run again. */
    @FunctionalInterface
    public interface Work<Q, A> {
        List<A> perform(Transaction transaction, List<Q> requests) throws SQLException;
    }

    private static final Logger LOG = Logger.getLogger(GroupCommit.class);

    private final Database database;
    private final Work<Q, A> work;
    private final Batcher<Q, A> batcher;

    public GroupCommit(String name, Database database, BatchLimits limits, Work<Q, A> work) {
        this(name, database, limits, work, ThreadsAndTime.REAL);
    }

    GroupCommit(String name, Database database, BatchLimits limits, Work<Q, A> work, ThreadsAndTime threadsAndTime) {
        this.database = database;
        this.work = work;
        this.batcher = new Batcher<>(name, limits, this::commitTogether, threadsAndTime);
    }

    /** Queues a request; see {@link Batcher#submit}. */
    public CompletableFuture<A> submit(Q request, Duration timeout) {
        return batcher.submit(request, timeout);
    }

    /** Whether whoever comes now is better sent away; see {@link Batcher#turnsAway}. */
    public boolean turnsAway() {
        return batcher.turnsAway();
    }

    public int queued() {
        return batcher.queued();
    }

    @Override
    public void close() {
        batcher.close();
    }

    private void commitTogether(List<Pending<Q, A>> batch) {
        try {
            commit(batch);
        } catch (NothingWritten failure) {
            if (batch.size() == 1 || failure.isTransient()) {
                throw failure;
            }
            // One request that the database cannot take must not take the others down with it.
            LOG.warnf("a batch of %d is tried one by one: %s", batch.size(), failure.getMessage());
            batch.forEach(this::commitAlone);
        }
    }

    private void commitAlone(Pending<Q, A> pending) {
        try {
            commit(List.of(pending));
        } catch (RuntimeException failure) {
            LOG.error("a request cannot be committed", failure);
            pending.fail(failure);
        }
    }

    private void commit(List<Pending<Q, A>> batch) {
        List<Q> requests = batch.stream().map(Pending::request).toList();
        List<A> answers = database.write(transaction -> work.perform(transaction, requests));
        if (answers.size() != batch.size()) {
            throw new IllegalStateException(answers.size() + " answers for " + batch.size() + " requests");
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer(answers.get(i));
        }
    }
}
