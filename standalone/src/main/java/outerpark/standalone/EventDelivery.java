package outerpark.standalone;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.List;
import outerpark.common.Stopping;
import outerpark.common.events.EventChannels;
import outerpark.common.events.EventHandler;
import outerpark.common.events.HandlersProgress;
import outerpark.common.events.OutboxProgress;
import outerpark.common.events.OutboxReader;
import outerpark.common.events.Pace;
import outerpark.machine.ServiceRoles;

/** Brings every service's events to whoever listens, within this process. */
@Singleton
final class EventDelivery {

    private static final int AFTER_ALL_SERVICES = Interceptor.Priority.PLATFORM_AFTER;

    private final EventChannels channels;
    private final List<EventHandler> handlers;
    private final OutboxReader outboxes;
    private final Pace pace;

    EventDelivery(EventChannels channels, @All List<EventHandler> handlers, OutboxReader outboxes, Pace pace) {
        this.channels = channels;
        this.handlers = handlers;
        this.outboxes = outboxes;
        this.pace = pace;
    }

    @Produces
    @Singleton
    static OutboxReader outboxes(@DataSource(ServiceRoles.EVENTS) AgroalDataSource events) {
        return new OutboxReader(events);
    }

    @Produces
    @Singleton
    static OutboxProgress progress(@All List<EventHandler> handlers) {
        return new HandlersProgress(handlers);
    }

    void start(@Observes @Priority(AFTER_ALL_SERVICES) StartupEvent event) {
        channels.start(handlers, outboxes, pace);
    }

    void stop(@Observes @Priority(Stopping.STARTERS) ShutdownEvent event) {
        channels.stop();
    }
}
