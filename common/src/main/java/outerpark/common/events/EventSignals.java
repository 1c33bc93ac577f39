package outerpark.common.events;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Wakes those who follow an outbox in this process, so that an event is acted on at once and not at the next look. */
@Singleton
public final class EventSignals {

    private final Map<String, CopyOnWriteArrayList<Runnable>> listeners = new ConcurrentHashMap<>();

    void told(String service) {
        CopyOnWriteArrayList<Runnable> interested = listeners.get(service);
        if (interested != null) {
            interested.forEach(Runnable::run);
        }
    }

    /** Has {@code wake} run after each commit of that service that told something. */
    public void listen(String service, Runnable wake) {
        listeners.computeIfAbsent(service, s -> new CopyOnWriteArrayList<>()).add(wake);
    }
}
