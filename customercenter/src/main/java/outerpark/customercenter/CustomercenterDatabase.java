package outerpark.customercenter;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import outerpark.common.database.Database;

/** The service's own schema. It tells no events, so there is no outbox to write. */
public final class CustomercenterDatabase {

    public static final String NAME = "customercenter";

    private CustomercenterDatabase() {}

    @Produces
    @Singleton
    @Identifier(NAME)
    static Database database(@DataSource(NAME) AgroalDataSource dataSource) {
        return new Database(NAME, dataSource);
    }
}
