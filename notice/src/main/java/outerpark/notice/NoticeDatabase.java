package outerpark.notice;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import outerpark.common.database.Database;
import outerpark.common.events.EventSignals;
import outerpark.common.events.Outbox;

/** The service's own schema, and the outbox in it. */
final class NoticeDatabase {

    static final String NAME = "notice";

    private NoticeDatabase() {}

    @Produces
    @Singleton
    @Named(NAME)
    static Database database(@DataSource(NAME) AgroalDataSource dataSource) {
        return new Database(NAME, dataSource);
    }

    @Produces
    @Singleton
    @Named(NAME)
    static Outbox outbox(@Named(NAME) Database database, EventSignals signals) {
        return new Outbox(database, signals);
    }
}
