package outerpark.process.customercenter;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import outerpark.customercenter.Stories;
import outerpark.customercenter.domain.Telling;
import outerpark.http.Page;
import outerpark.http.Problem;

/** The stories in Redis. */
@Singleton
final class RedisStories implements Stories {

    private static final Logger LOG = Logger.getLogger(RedisStories.class);

    private final ViewStore store;

    /** As far as the last reader found out; a line in the log for each change is enough. */
    private final AtomicBoolean isAway = new AtomicBoolean();

    RedisStories(ViewStore store) {
        this.store = store;
    }

    @Override
    public Optional<Map<UUID, Telling>> read(Collection<UUID> reservationIds) {
        return unlessAway(() -> store.read(reservationIds));
    }

    @Override
    public Optional<Page.Of<UUID>> ofCustomer(UUID customerId, Page page) {
        return unlessAway(() -> store.ofCustomer(customerId, page));
    }

    private <T> T unlessAway(Supplier<T> question) {
        try {
            T answer = question.get();
            if (isAway.compareAndSet(true, false)) {
                LOG.info("stories can be read again");
            }
            return answer;
        } catch (ViewStore.Away e) {
            if (isAway.compareAndSet(false, true)) {
                LOG.warnf("stories cannot be read: %s", e.getMessage());
            }
            throw Problem.temporarilyUnavailable("the view is away; nothing is lost");
        }
    }
}
