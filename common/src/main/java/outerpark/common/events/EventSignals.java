package outerpark.common.events;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Wakes those who follow an outbox in this process, so that an event is acted on at once and not at the next look, and
 * hands them what has just been told there.
 */
@Singleton
public final class EventSignals {

    private final Map<String, CopyOnWriteArrayList<Runnable>> listeners = new ConcurrentHashMap<>();

    private final Map<String, RecentEvents> recent = new ConcurrentHashMap<>();

    /** That service has told these, and that is committed. */
    void told(String service, List<Told> events) {
        recent.computeIfAbsent(service, s -> new RecentEvents()).add(events);
        CopyOnWriteArrayList<Runnable> interested = listeners.get(service);
        if (interested != null) {
            interested.forEach(Runnable::run);
        }
    }

    /** Has {@code wake} run after each commit of that service that told something. */
    public void listen(String service, Runnable wake) {
        listeners.computeIfAbsent(service, s -> new CopyOnWriteArrayList<>()).add(wake);
    }

    /**
     * The events that the service has told right after {@code position}, in order, {@code limit} at most; none if only
     * its outbox knows.
     */
    public List<Told> after(String service, long position, int limit) {
        RecentEvents ofService = recent.get(service);
        return ofService == null ? List.of() : ofService.after(position, limit);
    }
}
