package outerpark.common.events;

import java.util.List;

/** Where handlers read the outboxes themselves: as far as the one of them that has come least far. */
public final class HandlersProgress implements OutboxProgress {

    private final List<EventHandler> handlers;

    /** @param handlers all that there are, of all services */
    public HandlersProgress(List<EventHandler> handlers) {
        this.handlers = List.copyOf(handlers);
    }

    @Override
    public long readByAll(String service) {
        return handlers.stream()
                .filter(handler -> handler.sources().contains(service))
                .mapToLong(handler -> handler.database().read(new EventCursor(handler.name(), service)::position))
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
