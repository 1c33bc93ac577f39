package outerpark.process;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.All;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import outerpark.common.events.EventLog;
import outerpark.common.events.OutboxReader;

/** The service's own outbox; those of the others are in other databases. */
@Singleton
final class OwnOutbox {

    private OwnOutbox() {}

    @Produces
    @Singleton
    @Typed(OutboxReader.class)
    static OutboxReader outbox(@All List<AgroalDataSource> own) {
        return new OutboxReader(own.getFirst());
    }

    /** Dead letters are whole here, so that nobody has to look into another service's outbox for the rest. */
    @Produces
    @Singleton
    static EventLog outOfSight() {
        return (source, position) -> Optional.empty();
    }
}
