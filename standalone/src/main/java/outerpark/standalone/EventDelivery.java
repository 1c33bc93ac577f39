package outerpark.standalone;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import outerpark.common.Stopping;
import outerpark.common.database.Database;
import outerpark.common.events.EventChannels;
import outerpark.common.events.EventHandler;
import outerpark.common.events.OutboxDays;
import outerpark.common.events.OutboxReader;
import outerpark.common.events.Pace;
import outerpark.machine.ServiceRoles;

/** Brings every service's events to whoever listens, within this process, and keeps the outboxes in days. */
@Singleton
final class EventDelivery {

    private static final Logger LOG = Logger.getLogger(EventDelivery.class);

    /** The days must be there before anybody writes an event; handlers start when all services have. */
    private static final int BEFORE_ALL_SERVICES = Interceptor.Priority.PLATFORM_BEFORE;

    private static final int AFTER_ALL_SERVICES = Interceptor.Priority.PLATFORM_AFTER;

    private final EventChannels channels;
    private final List<EventHandler> handlers;
    private final List<Database> databases;
    private final OutboxReader outboxes;
    private final Pace pace;
    private final Optional<Integer> retentionDays;

    EventDelivery(
            EventChannels channels,
            @All List<EventHandler> handlers,
            @All List<Database> databases,
            OutboxReader outboxes,
            @ConfigProperty(name = "outerpark.events.batch-max") int batchMax,
            @ConfigProperty(name = "outerpark.events.look-every") Duration lookEvery,
            @ConfigProperty(name = "outerpark.events.gather-for") Duration gatherFor,
            @ConfigProperty(name = "outerpark.events.retention-days") Optional<Integer> retentionDays) {
        this.channels = channels;
        this.handlers = handlers;
        this.databases = databases;
        this.outboxes = outboxes;
        this.pace = new Pace(batchMax, lookEvery, gatherFor);
        this.retentionDays = retentionDays;
    }

    @Produces
    @Singleton
    static OutboxReader outboxes(@DataSource(ServiceRoles.EVENTS) AgroalDataSource events) {
        return new OutboxReader(events);
    }

    void makeDays(@Observes @Priority(BEFORE_ALL_SERVICES) StartupEvent event) {
        databases.forEach(database -> OutboxDays.turn(database, retentionDays));
    }

    void start(@Observes @Priority(AFTER_ALL_SERVICES) StartupEvent event) {
        channels.start(handlers, outboxes, pace);
    }

    @Scheduled(every = "15m", delayed = "15m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void turnDays() {
        for (Database database : databases) {
            try {
                OutboxDays.turn(database, retentionDays);
            } catch (RuntimeException e) {
                LOG.warnf(e, "cannot turn the days of %s's outbox now; tried again in 15 minutes", database.service());
            }
        }
    }

    void stop(@Observes @Priority(Stopping.STARTERS) ShutdownEvent event) {
        channels.stop();
    }
}
