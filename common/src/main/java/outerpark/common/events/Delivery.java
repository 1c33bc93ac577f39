package outerpark.common.events;

import java.util.List;
import org.jboss.logging.Logger;
import outerpark.common.Following;

/**
 * Brings a batch to its recipient: all at once, and one by one where that fails for good, so that what can never be
 * acted on is parked alone and the rest goes on.
 */
public final class Delivery {

    private static final Logger LOG = Logger.getLogger(Delivery.class);

    private Delivery() {}

    /**
     * Returns when the recipient is done with every event of the batch. Any failure that it throws may pass: the batch
     * is to be brought again.
     *
     * @param afterEach is run after each event, if they are brought one by one, which may take long
     */
    public static void bring(List<Told> batch, Recipient recipient, Runnable afterEach) {
        try {
            recipient.act(batch);
        } catch (RuntimeException e) {
            if (recipient.mayPass(e)) {
                throw e;
            }
            Told first = batch.getFirst();
            LOG.warnf(
                    "%s cannot act on %d events from position %d of %s at once, and goes on one by one: %s",
                    recipient.name(),
                    batch.size(),
                    first.position(),
                    first.source(),
                    DeadLetters.onOneLine(reasonOf(e)));
            for (Told told : batch) {
                try (var _ = Following.of(told.raw().cause())) {
                    actOrPark(told, recipient);
                }
                afterEach.run();
            }
        }
    }

    private static void actOrPark(Told told, Recipient recipient) {
        try {
            recipient.act(List.of(told));
        } catch (RuntimeException e) {
            if (recipient.mayPass(e)) {
                throw e;
            }
            recipient.park(told, reasonOf(e));
        }
    }

    private static String reasonOf(RuntimeException e) {
        return String.valueOf(e.getMessage());
    }
}
