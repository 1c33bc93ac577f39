package outerpark.common.events;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The followers of this process: every handler on every source it listens to. */
@Singleton
public final class EventChannels {

    private final EventSignals signals;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final List<OutboxFollower> followers = new CopyOnWriteArrayList<>();

    EventChannels(EventSignals signals, Clock clock, MeterRegistry metrics) {
        this.signals = signals;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Starts to bring events to the handlers.
     */
    public void start(Iterable<EventHandler> handlers, OutboxReader outbox, Pace pace) {
        for (EventHandler handler : handlers) {
            for (String source : handler.sources()) {
                OutboxFollower follower = new OutboxFollower(handler, source, outbox, signals, pace, clock);
                measure(follower, Tags.of("handler", handler.name(), "source", source));
                followers.add(follower);
                follower.start();
            }
        }
    }

    private void measure(OutboxFollower follower, Tags tags) {
        FunctionCounter.builder("outerpark.events.parked", follower, OutboxFollower::parked)
                .description("events parked because their handler cannot act on them, since the start")
                .tags(tags)
                .register(metrics);
        Gauge.builder("outerpark.events.lag", follower, OutboxFollower::secondsBehind)
                .description("age of the oldest event that the handler has not acted on; 0 if there is none")
                .baseUnit("seconds")
                .tags(tags)
                .register(metrics);
    }

    /** Finishes the batches under way and stops; the places reached are kept with the effects. */
    public void stop() {
        followers.forEach(OutboxFollower::close);
    }

    /** Whether every follower runs: one that has died can only be brought back by a new process. */
    public boolean isAlive() {
        return followers.stream().allMatch(OutboxFollower::isAlive);
    }

    /** The followers that could not yet read their source, by name. */
    public List<String> unconnected() {
        return followers.stream()
                .filter(follower -> !follower.isConnected())
                .map(OutboxFollower::describe)
                .toList();
    }

    public boolean isStarted() {
        return !followers.isEmpty();
    }
}
