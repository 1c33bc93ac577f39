package outerpark.payment;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import outerpark.common.database.Database;
import outerpark.common.events.EventSignals;
import outerpark.common.events.Outbox;

/** The service's own schema, and the outbox in it; both are beans of the identifier {@value #NAME}. */
public final class PaymentDatabase {

    public static final String NAME = "payment";

    private PaymentDatabase() {}

    @Produces
    @Singleton
    @Identifier(NAME)
    static Database database(@DataSource(NAME) AgroalDataSource dataSource) {
        return new Database(NAME, dataSource);
    }

    @Produces
    @Singleton
    @Identifier(NAME)
    static Outbox outbox(@Identifier(NAME) Database database, EventSignals signals) {
        return new Outbox(database, signals);
    }
}
