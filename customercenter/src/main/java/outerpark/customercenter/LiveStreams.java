package outerpark.customercenter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.customercenter.domain.Bookmark;
import outerpark.customercenter.domain.Telling;
import outerpark.customercenter.domain.Update;
import outerpark.http.Problem;

/**
 * The streams that are open in this process. An open stream has no thread and no timer of its own, and its queue holds
 * no more than what one look at its story found new. News of its story lets it wait for a look; one virtual thread at a
 * time reads the stories of all that wait, while the next ones gather. What other processes have written is found at
 * the next heartbeat, which is one for all.
 */
@Singleton
public final class LiveStreams {

    private static final Logger LOG = Logger.getLogger(LiveStreams.class);

    private final Stories stories;
    private final Vertx vertx;
    private final CustomercenterConfig.Streams limits;
    private final Map<UUID, Set<LiveStream>> open = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Queue<LiveStream> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isLooking = new AtomicBoolean();
    private final long heartbeat;
    private volatile boolean isStopping;

    LiveStreams(Stories stories, Vertx vertx, CustomercenterConfig config, MeterRegistry metrics) {
        this.stories = stories;
        this.vertx = vertx;
        this.limits = config.streams();
        this.heartbeat = vertx.setPeriodic(limits.heartbeatEvery().toMillis(), timer -> beat());
        Gauge.builder("outerpark.customercenter.streams", count::get)
                .description("live views that are open")
                .register(metrics);
    }

    /**
     * Follows a story from a bookmark on, whether it has begun or not: each new step, and an empty item for each
     * heartbeat in which there was none.
     *
     * @throws Problem if no more streams can be open now
     */
    Multi<Optional<Update>> follow(UUID reservationId, Bookmark bookmark) {
        if (!hasRoomFor(count.get() + 1)) {
            throw Problem.temporarilyUnavailable("too many live views are open");
        }
        return Multi.createFrom()
                .emitter(client -> begin(reservationId, bookmark, client), BackPressureStrategy.BUFFER);
    }

    /** Something was told about these reservations, and is written: whoever follows one of them is shown it. */
    public void told(Collection<UUID> reservationIds) {
        if (open.isEmpty()) {
            return;
        }
        reservationIds.forEach(id -> open.getOrDefault(id, Set.of()).forEach(this::lookAt));
    }

    /** The server waits for requests under way before it stops, and a stream would never end by itself. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        isStopping = true;
        vertx.cancelTimer(heartbeat);
        open.values().forEach(streams -> streams.forEach(LiveStream::complete));
    }

    private void begin(UUID reservationId, Bookmark bookmark, MultiEmitter<? super Optional<Update>> client) {
        LiveStream stream = new LiveStream(reservationId, bookmark, client);
        int now = count.incrementAndGet();
        open.compute(reservationId, (id, streams) -> with(stream, streams));
        client.onTermination(() -> {
            open.computeIfPresent(reservationId, (id, streams) -> without(stream, streams));
            count.decrementAndGet();
        });
        if (hasRoomFor(now)) {
            lookAt(stream);
        } else {
            stream.complete();
        }
    }

    private boolean hasRoomFor(int streams) {
        return !isStopping && streams <= limits.openMax();
    }

    private void lookAt(LiveStream stream) {
        if (stream.await()) {
            waiting.add(stream);
            lookUnlessLooking();
        }
    }

    private void beat() {
        open.values().forEach(streams -> streams.forEach(this::beat));
    }

    private void beat(LiveStream stream) {
        if (stream.awaitBeat()) {
            waiting.add(stream);
            lookUnlessLooking();
        }
    }

    private void lookUnlessLooking() {
        if (isLooking.compareAndSet(false, true)) {
            Thread.startVirtualThread(this::lookAtAll);
        }
    }

    private void lookAtAll() {
        try {
            for (List<LiveStream> next = next(); !next.isEmpty(); next = next()) {
                Map<UUID, Telling> tellings = read(next);
                next.forEach(stream -> show(stream, Optional.ofNullable(tellings.get(stream.reservationId()))));
            }
        } finally {
            isLooking.set(false);
        }
        if (!waiting.isEmpty()) {
            lookUnlessLooking(); // for those who came after the last look and before this thread gave up its place
        }
    }

    /** What goes wrong with one stream ends that one, and its client comes again. */
    private static void show(LiveStream stream, Optional<Telling> telling) {
        try {
            stream.look(telling);
        } catch (RuntimeException e) {
            LOG.errorf(e, "the live view of %s is ended, for it cannot be told", stream.reservationId());
            stream.complete();
        }
    }

    private List<LiveStream> next() {
        List<LiveStream> next = new ArrayList<>();
        for (LiveStream stream = waiting.poll(); stream != null; stream = waiting.poll()) {
            stream.beginLook();
            next.add(stream);
            if (next.size() == limits.readMax()) {
                break;
            }
        }
        return next;
    }

    /** Empty if there is no telling now; the next heartbeat looks again. */
    private Map<UUID, Telling> read(List<LiveStream> streams) {
        try {
            return stories.read(streams.stream().map(LiveStream::reservationId).collect(Collectors.toSet()))
                    .orElse(Map.of());
        } catch (RuntimeException e) {
            LOG.warn("cannot read the stories that are followed; tried again with the next heartbeat", e);
            return Map.of();
        }
    }

    private static Set<LiveStream> with(LiveStream stream, @Nullable Set<LiveStream> streams) {
        Set<LiveStream> all = streams == null ? ConcurrentHashMap.newKeySet(1) : streams;
        all.add(stream);
        return all;
    }

    private static @Nullable Set<LiveStream> without(LiveStream stream, Set<LiveStream> streams) {
        streams.remove(stream);
        return streams.isEmpty() ? null : streams;
    }
}
