package outerpark.standalone;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a service keeps, as PostgreSQL's own catalog has it, so that a table that a migration adds is known by itself.
 *
 * @param tables each after those that it refers to
 * @param days of the outbox, as the names of its partitions have them: YYYYMMDD
 */
record Schema(String service, List<Table> tables, List<String> sequences, List<String> days) {

    /** A table, its partitions included; without the columns that PostgreSQL computes. */
    record Table(String name, List<String> columns) {

        /** Its columns, as SQL wants them. */
        String columnList() {
            return columns.stream().map(Schema::quoted).collect(Collectors.joining(", "));
        }
    }

    private static final String TABLES = """
            WITH RECURSIVE wanted AS (
                SELECT oid, relname FROM pg_class
                 WHERE relnamespace = ?::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> ?
            ), behind(referring, tables) AS (
                SELECT oid, 0 FROM wanted
                 UNION
                SELECT conrelid, tables + 1
                  FROM behind JOIN pg_constraint ON confrelid = referring AND conrelid <> referring
                 WHERE contype = 'f' AND tables < (SELECT count(*) FROM wanted)
            )
            SELECT relname,
                   ARRAY(SELECT attname::text FROM pg_attribute
                          WHERE attrelid = wanted.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                          ORDER BY attnum)
              FROM wanted ORDER BY (SELECT max(tables) FROM behind WHERE referring = wanted.oid), relname
            """;

    private static final String SEQUENCES = """
            SELECT relname FROM pg_class WHERE relnamespace = ?::regnamespace AND relkind = 'S' ORDER BY 1
            """;

    private static final String DAYS = """
            SELECT substring(day.relname FROM '^outbox_(\\d{8})$')
              FROM pg_inherits
              JOIN pg_class outbox ON outbox.oid = inhparent
              JOIN pg_class day ON day.oid = inhrelid
             WHERE outbox.relname = 'outbox' AND outbox.relnamespace = ?::regnamespace ORDER BY 1
            """;

    /** That of the service in this database, as the transaction sees it. */
    static Schema of(String service, Connection connection) throws SQLException {
        return new Schema(
                service,
                tables(service, connection),
                names(SEQUENCES, service, connection),
                names(DAYS, service, connection));
    }

    /** A name, as SQL wants it. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The name of one of its tables or sequences, as SQL wants it. */
    String qualified(String name) {
        return service + "." + quoted(name);
    }

    private static List<Table> tables(String service, Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(TABLES)) {
            select.setString(1, service);
            select.setString(2, Migrations.HISTORY);
            List<Table> tables = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    tables.add(new Table(row.getString(1), strings(row.getArray(2))));
                }
            }
            return tables;
        }
    }

    private static List<String> names(String query, String service, Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setString(1, service);
            List<String> names = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            return names;
        }
    }

    private static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
