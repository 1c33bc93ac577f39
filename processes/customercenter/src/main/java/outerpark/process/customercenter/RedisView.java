package outerpark.process.customercenter;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import outerpark.common.events.DeadLetters;
import outerpark.customercenter.View;
import outerpark.process.customercenter.ViewStore.State;
import outerpark.process.kafka.LogEnds;

/** The view in Redis as a whole. It is made anew from the log in Kafka, where it is behind by whole topics. */
@Singleton
final class RedisView implements View {

    private static final Logger LOG = Logger.getLogger(RedisView.class);

    /** What a bookmark has room for. */
    private static final int GENERATION_MAX = 999_999;

    private final ViewStore store;
    private final StoriesFollowTheLog handler;
    private final LogEnds log;
    private final Clock clock;

    RedisView(ViewStore store, StoriesFollowTheLog handler, LogEnds log, Clock clock) {
        this.store = store;
        this.handler = handler;
        this.log = log;
        this.clock = clock;
    }

    /** One that is lost is about to be made anew. */
    @Override
    public Standing standing() {
        Optional<State> state = store.state();
        Map<String, Long> offsets = state.map(State::offsets).orElse(Map.of());
        SortedMap<String, Long> behind = new TreeMap<>();
        log.ends().forEach((partition, end) -> {
            long offset = offsets.getOrDefault(partition.toString(), 0L);
            behind.merge(partition.topic(), Math.max(0, end - offset), Long::sum);
        });
        return new Standing(state.map(State::isRebuilding).orElse(true), state.map(State::begunAt), behind);
    }

    @Override
    public List<String> begin() {
        Optional<State> state = store.state();
        if (state.filter(State::isRebuilding).isPresent()) {
            return List.of();
        }
        List<String> incomplete = incompleteSources();
        if (incomplete.isEmpty()) {
            beginInPlaceOf(state.map(State::generation));
        }
        return incomplete;
    }

    private List<String> incompleteSources() {
        return log.begins().entrySet().stream()
                .filter(begin -> begin.getValue() > 0)
                .map(begin -> begin.getKey().topic())
                .distinct()
                .sorted()
                .toList();
    }

    private void beginInPlaceOf(Optional<Integer> before) {
        Map<String, Long> targets = targets();
        handler.database().run(transaction -> {
            // What the view could not take comes again on the way, and is parked again if it still cannot. The letters
            // are removed before the view is begun, so none of the new view's can be among them, and for good only
            // when it is begun: whoever dies in between, or hears nothing from Redis, leaves letters that may be
            // of no use any more, and never an event that is neither in the view nor parked.
            DeadLetters.forget(transaction, handler.name());
            if (!isBegun(before, targets)) {
                transaction.connection().rollback();
            }
        });
    }

    /** The view as it stands; begun if there is none. */
    State begun() {
        Optional<State> state = store.state();
        while (state.isEmpty()) {
            LOG.info("there is no view in Redis; it is made from the log");
            beginAfter(Optional.empty(), targets());
            state = store.state();
        }
        return state.get();
    }

    /** As {@link #beginAfter}, in a transaction. */
    private boolean isBegun(Optional<Integer> before, Map<String, Long> targets) throws SQLException {
        try {
            return beginAfter(before, targets);
        } catch (ViewStore.Away e) {
            throw e.asOfDatabase();
        }
    }

    private Map<String, Long> targets() {
        Map<String, Long> targets = new HashMap<>();
        log.ends().forEach((TopicPartition partition, Long end) -> targets.put(partition.toString(), end));
        return targets;
    }

    /** Whether this one has begun it; if not, somebody else has. */
    private boolean beginAfter(Optional<Integer> before, Map<String, Long> targets) {
        int generation = before.map(last -> last % GENERATION_MAX + 1)
                .orElseGet(() -> ThreadLocalRandom.current().nextInt(1, GENERATION_MAX + 1));
        Instant now = clock.instant();
        boolean isBegun = store.begin(before, generation, now, targets);
        if (isBegun) {
            Thread.startVirtualThread(() -> removeOthers(generation));
        }
        return isBegun;
    }

    private void removeOthers(int generation) {
        try {
            store.removeOthers(generation);
        } catch (ViewStore.Away e) {
            LOG.warnf("what is left of earlier views is not removed now: %s", e.getMessage());
        }
    }
}
