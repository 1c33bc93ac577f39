package outerpark.process;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.All;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import outerpark.common.events.OutboxReader;

/** The service's own outbox; those of the others are in other databases. */
@Singleton
final class OwnOutbox {

    private OwnOutbox() {}

    @Produces
    @Singleton
    static OutboxReader outbox(@All List<AgroalDataSource> own) {
        return new OutboxReader(own.getFirst());
    }
}
