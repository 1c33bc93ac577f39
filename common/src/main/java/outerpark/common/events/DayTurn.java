package outerpark.common.events;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import outerpark.common.chores.Chore;
import outerpark.common.database.Database;

/** Keeps the outboxes of this process in days, see {@link OutboxDays}. */
@Singleton
final class DayTurn {

    private static final Logger LOG = Logger.getLogger(DayTurn.class);

    /** The days must be there before anybody writes an event. */
    private static final int BEFORE_ALL_SERVICES = Interceptor.Priority.PLATFORM_BEFORE;

    private final List<Database> databases;
    private final OutboxProgress progress;
    private final Optional<Integer> retentionDays;

    DayTurn(
            @All List<Database> databases,
            OutboxProgress progress,
            @ConfigProperty(name = "outerpark.events.retention-days") Optional<Integer> retentionDays) {
        this.databases = databases;
        this.progress = progress;
        this.retentionDays = retentionDays;
    }

    void atStart(@Observes @Priority(BEFORE_ALL_SERVICES) StartupEvent event) {
        databases.forEach(database -> OutboxDays.turn(database, retentionDays, progress));
    }

    @Chore
    @Scheduled(every = "15m", delayed = "15m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void laterOn() {
        for (Database database : databases) {
            try {
                OutboxDays.turn(database, retentionDays, progress);
            } catch (RuntimeException e) {
                LOG.warnf(e, "cannot turn the days of %s's outbox now; tried again in 15 minutes", database.service());
            }
        }
    }
}
