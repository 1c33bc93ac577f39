package outerpark.common.events;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What a thread that follows something waits at: for news, for some time to pass, or for its end. */
public final class Waiting {

    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch end = new CountDownLatch(1);

    /** There is news: whoever waits for it goes on at once. */
    public void wake() {
        news.release();
    }

    /** It is to end: whoever waits for anything goes on at once, now and later. */
    public void end() {
        end.countDown();
        news.release();
    }

    public boolean isEnded() {
        return end.getCount() == 0;
    }

    /** Waits at most that long; true as soon as there is news, or the end. */
    public boolean isWokenWithin(long millis) {
        try {
            boolean woken = news.tryAcquire(millis, TimeUnit.MILLISECONDS);
            news.drainPermits();
            return woken;
        } catch (InterruptedException e) {
            interrupted();
            return true;
        }
    }

    /** A pause that no news shortens: after a failure it would only fail again. */
    public void pauseUnlessEnded(long millis) {
        try {
            var _ = end.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted();
        }
    }

    private void interrupted() {
        Thread.currentThread().interrupt();
        end();
    }
}
