package outerpark.common.events;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import outerpark.common.batching.Rush;

/** The followers of this process: every handler on every source it listens to. */
@Singleton
public final class EventChannels {

    private final EventSignals signals;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();

    public EventChannels(EventSignals signals, Clock clock, MeterRegistry metrics) {
        this.signals = signals;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Produces
    @Singleton
    static Pace pace(
            @ConfigProperty(name = "outerpark.events.batch-max") int batchMax,
            @ConfigProperty(name = "outerpark.events.look-every") Duration lookEvery,
            @ConfigProperty(name = "outerpark.events.gather-for") Duration gatherFor,
            @ConfigProperty(name = "outerpark.events.gather-unawaited-for") Duration gatherUnawaitedFor,
            @ConfigProperty(name = "outerpark.events.rest-in-rush") Duration restInRush,
            Rush rush) {
        return new Pace(batchMax, lookEvery, gatherFor, gatherUnawaitedFor, rush::isOn, restInRush);
    }

    /** Starts to bring events to the handlers, straight from the outboxes. */
    public void start(Iterable<EventHandler> handlers, OutboxReader outbox, Pace pace) {
        List<Follower> all = new ArrayList<>();
        for (EventHandler handler : handlers) {
            for (String source : handler.sources()) {
                Pace itsPace = handler.isAwaited(source) ? pace : pace.unawaited();
                all.add(new OutboxFollower(handler, source, outbox, signals, itsPace, clock));
            }
        }
        start(all);
    }

    /** Starts these, and measures them. */
    public void start(Iterable<? extends Follower> all) {
        for (Follower follower : all) {
            follower.sources().forEach(source -> measure(follower, source));
            followers.add(follower);
            follower.start();
        }
    }

    private void measure(Follower follower, String source) {
        Tags tags = Tags.of("handler", follower.handler(), "source", source);
        FunctionCounter.builder("outerpark.events.parked", follower, one -> one.parked(source))
                .description("events parked because their handler cannot act on them, since the start")
                .tags(tags)
                .register(metrics);
        Gauge.builder("outerpark.events.lag", follower, one -> one.secondsBehind(source))
                .description("age of the oldest event that the handler has not acted on; 0 if there is none")
                .baseUnit("seconds")
                .tags(tags)
                .register(metrics);
    }

    /** Finishes the batches under way and stops; the places reached are kept with the effects. */
    public void stop() {
        followers.forEach(Follower::close);
    }

    /** Whether every follower runs: one that has died can only be brought back by a new process. */
    public boolean isAlive() {
        return followers.stream().allMatch(Follower::isAlive);
    }

    /** The followers that could not yet read their source, by name. */
    public List<String> unconnected() {
        return followers.stream()
                .filter(follower -> !follower.isConnected())
                .map(Follower::describe)
                .toList();
    }

    public boolean isStarted() {
        return !followers.isEmpty();
    }
}
