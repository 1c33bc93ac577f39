package outerpark.standalone;

import java.util.List;
import java.util.Optional;

/**
 * What a backup's file holds, and all that is needed to make an installation of it besides the tables' rows.
 *
 * @param takenAt the moment of the cut, in RFC 3339, UTC
 * @param postgres the version of the server that it was taken from
 * @param secret the installation's
 * @param managerPasswordHash empty if none was kept
 */
record Manifest(
        int format,
        String takenAt,
        String postgres,
        String secret,
        Optional<String> managerPasswordHash,
        List<Service> services) {

    /** The one that is written, and the only one that can be read. */
    static final int FORMAT = 1;

    /**
     * A service's schema.
     *
     * @param migrations that it has had, in their order
     * @param days that its outbox has, YYYYMMDD
     */
    record Service(
            String name, List<String> migrations, List<String> days, List<Table> tables, List<Sequence> sequences) {}

    /** A table, whose rows stand in the file under the service's and its own name. */
    record Table(String name, List<String> columns, long rows) {}

    /**
     * Where a sequence stands.
     *
     * @param called whether {@code lastValue} was given out already
     */
    record Sequence(String name, long lastValue, boolean called) {}

    /** Of all tables. */
    long rows() {
        return services.stream()
                .flatMap(service -> service.tables().stream())
                .mapToLong(Table::rows)
                .sum();
    }
}
