package outerpark.process.customercenter;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import outerpark.common.http.Problem;
import outerpark.customercenter.Stories;
import outerpark.customercenter.domain.Telling;

/** The stories in Redis. */
@Singleton
final class RedisStories implements Stories {

    private static final Logger LOG = Logger.getLogger(RedisStories.class);

    private final ViewStore store;

    RedisStories(ViewStore store) {
        this.store = store;
    }

    @Override
    public Optional<Map<UUID, Telling>> read(Collection<UUID> reservationIds) {
        try {
            return store.read(reservationIds);
        } catch (ViewStore.Away e) {
            LOG.warnf("stories cannot be read: %s", e.getMessage());
            throw Problem.temporarilyUnavailable("the view is away; nothing is lost");
        }
    }
}
