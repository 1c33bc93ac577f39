package outerpark.process.customercenter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import outerpark.common.events.DeadLetters;
import outerpark.common.events.Recipient;
import outerpark.common.events.StoryLog;
import outerpark.common.events.Told;
import outerpark.contracts.events.Envelope;
import outerpark.process.customercenter.ViewStore.Span;
import outerpark.process.customercenter.ViewStore.State;
import outerpark.process.kafka.Places;

/**
 * Writes what the log tells into the view, in one step with the places in the log: to act on events is to gather them,
 * and they are written when their place is kept. So whatever becomes of Redis, the view and the places are of the same
 * moment: one that was rolled back goes on from where it is, and one that is gone is made anew. For one thread.
 */
final class ViewWriter implements Recipient, Places {

    private final ViewStore store;
    private final RedisView view;
    private final StoriesFollowTheLog handler;
    private final DeadLetters deadLetters;
    private final List<Envelope> gathered = new ArrayList<>();

    /** Where the view was when it was last looked at, or written. */
    private final Map<TopicPartition, Long> at = new HashMap<>();

    private int generation;

    ViewWriter(ViewStore store, RedisView view, StoriesFollowTheLog handler, DeadLetters deadLetters) {
        this.store = store;
        this.view = view;
        this.handler = handler;
        this.deadLetters = deadLetters;
    }

    /** The view is not where it was when it was last looked at, or is another one. */
    private static final class Moved extends RuntimeException {
        Moved() {
            super("the view has been moved by somebody else, or rolled back, or made anew", null, false, false);
        }
    }

    @Override
    public String name() {
        return handler.name();
    }

    @Override
    public void act(List<Told> batch) {
        for (Told told : batch) {
            if (told.error() != null) {
                park(told, told.error());
            }
        }
        batch.stream().map(Told::event).filter(Objects::nonNull).forEach(gathered::add);
    }

    @Override
    public void park(Told told, String reason) {
        handler.database().run(transaction -> deadLetters.park(transaction, told, reason));
    }

    /** Any event that can be read can be written. */
    @Override
    public boolean mayPass(RuntimeException failure) {
        return true;
    }

    @Override
    public Map<TopicPartition, Long> in(Collection<TopicPartition> partitions) {
        gathered.clear();
        at.clear();
        State state = view.begun();
        generation = state.generation();
        for (TopicPartition partition : partitions) {
            at.put(partition, state.offsets().getOrDefault(partition.toString(), 0L));
        }
        return Map.copyOf(at);
    }

    @Override
    public void keep(Map<TopicPartition, Long> places) {
        Map<String, Span> spans = new HashMap<>();
        places.forEach((partition, to) -> {
            Long from = at.get(partition);
            if (from == null) {
                throw new Moved();
            }
            spans.put(partition.toString(), new Span(from, to));
        });
        if (!store.add(generation, spans, gathered)) {
            throw new Moved();
        }
        at.putAll(places);
        StoryLog.done(handler.name(), List.copyOf(gathered));
        gathered.clear();
    }
}
