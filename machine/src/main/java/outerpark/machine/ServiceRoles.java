package outerpark.machine;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.postgresql.util.PasswordUtil;
import outerpark.machine.console.Refused;

/**
 * One role for each service, which owns the schema of its name and may do nothing elsewhere, and the role {@code
 * events}, which the services let read their outboxes. In one process the schemas are in one database; in a cluster
 * each service has a database of its name, which its role owns and alone may connect to.
 *
 * <p>PostgreSQL's roles are the whole server's, not one database's: an external server can serve one installation of
 * OuterPark only, from a database of its own. Each role carries the installation's mark, its comment; one that does not
 * is somebody else's, and is left alone.
 */
public final class ServiceRoles {

    public static final List<String> SERVICES =
            List.of("musical", "reservation", "payment", "notice", "customercenter");
    public static final String EVENTS = "events";

    /** transaction_timeout, which the outbox's lock relies on, is as old as that. */
    private static final int SERVER_VERSION_MIN = 17;

    private static final String TRANSACTION_TIMEOUT = "30s";
    private static final String MARK = "OuterPark ";

    private final Connection connection;
    private final String mark;
    private final UnaryOperator<String> passwords;
    private final boolean superuser;

    private ServiceRoles(
            Connection connection, String installation, UnaryOperator<String> passwords, boolean superuser) {
        this.connection = connection;
        this.mark = MARK + installation;
        this.passwords = passwords;
        this.superuser = superuser;
    }

    /** A part of the preparations, in a transaction of its own. */
    @FunctionalInterface
    private interface Part {
        void make(ServiceRoles roles) throws SQLException;
    }

    /**
     * Makes what is missing, and sets each role's password and settings; all of it or nothing.
     *
     * @param installation its id, which is letters and digits
     * @param passwords of each role, by its name
     * @throws Refused if this server or user cannot serve, or a role of these names is not this installation's
     */
    public static void prepare(DatabaseAddress admin, String installation, UnaryOperator<String> passwords) {
        make(ServiceRoles::prepare, admin, installation, passwords);
    }

    /**
     * As {@link #prepare}, for a cluster: what is missing of its databases too. Nobody signs in as {@code events},
     * which is there because the services' migrations grant to it.
     */
    public static void prepareCluster(EmbeddedServer server, DataFolder folder) {
        String installation = folder.installation();
        make(ServiceRoles::prepareForCluster, server.admin(), installation, folder::passwordOfRole);
        for (String service : SERVICES) {
            make(roles -> roles.prepareDatabase(service), server.admin(service), installation, folder::passwordOfRole);
        }
    }

    private static void make(Part part, DatabaseAddress admin, String installation, UnaryOperator<String> passwords) {
        try (Connection connection = admin.connect()) {
            connection.setAutoCommit(false);
            requireVersion(connection);
            boolean superuser = requireRights(connection, admin);
            requireNoneOfOthers(installation, connection);
            part.make(new ServiceRoles(connection, installation, passwords, superuser));
            connection.commit();
        } catch (SQLException e) {
            throw refused(admin, e);
        }
    }

    /**
     * Makes sure that the roles are this installation's, as far as there are any.
     *
     * @throws Refused if a role of these names is not
     */
    public static void requireNoneOfOthers(String installation, Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT rolname FROM pg_roles
                 WHERE rolname = ANY (?) AND shobj_description(oid, 'pg_authid') IS DISTINCT FROM ?
                 ORDER BY array_position(?, rolname::text)
                """)) {
            Array roles = connection.createArrayOf(
                    "text", Stream.concat(SERVICES.stream(), Stream.of(EVENTS)).toArray());
            select.setArray(1, roles);
            select.setString(2, MARK + installation);
            select.setArray(3, roles);
            try (ResultSet found = select.executeQuery()) {
                if (found.next()) {
                    throw new Refused("the database server has a role " + found.getString(1)
                            + " that is not of this installation; give OuterPark a server of its own,"
                            + " or its own data folder");
                }
            }
        }
    }

    /**
     * Whether the roles of that server are this installation's.
     *
     * @param installation its id, which is letters and digits
     */
    public static boolean areOf(String installation, Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT count(*) FROM pg_roles
                 WHERE rolname = ANY (?) AND shobj_description(oid, 'pg_authid') = ?
                """)) {
            select.setArray(1, connection.createArrayOf("text", SERVICES.toArray()));
            select.setString(2, MARK + installation);
            try (ResultSet found = select.executeQuery()) {
                found.next();
                return found.getInt(1) == SERVICES.size();
            }
        }
    }

    /** The line for a database that cannot be used: who, where, why. */
    public static Refused refused(DatabaseAddress admin, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String what = state.startsWith("08")
                ? "cannot be reached"
                : state.startsWith("28") ? "refuses the user or the password" : "cannot be used";
        return new Refused("the database (%s) %s: %s".formatted(admin, what, firstLine(e)));
    }

    private void prepare() throws SQLException {
        for (String service : SERVICES) {
            makeServiceRole(service);
            letIn(service);
            makeSchema(service);
        }
        makeRole(EVENTS);
        letIn(EVENTS);
        set(EVENTS, "search_path", "''");
        set(EVENTS, "default_transaction_read_only", "on");
        closeToOthers();
    }

    private void prepareForCluster() throws SQLException {
        for (String service : SERVICES) {
            makeServiceRole(service);
        }
        makeRole(EVENTS);
        execute("ALTER ROLE " + EVENTS + " NOLOGIN");
        closeToOthers();
        execute("REVOKE ALL ON DATABASE template1 FROM PUBLIC");
        makeDatabases();
    }

    /** Commits what was before, for PostgreSQL makes no database within a transaction. */
    private void makeDatabases() throws SQLException {
        connection.setAutoCommit(true);
        for (String service : SERVICES) {
            if (!exists("SELECT FROM pg_database WHERE datname = '" + service + "'")) {
                execute("CREATE DATABASE " + service + " OWNER " + service);
            }
        }
        connection.setAutoCommit(false);
    }

    private void prepareDatabase(String service) throws SQLException {
        makeSchema(service);
        closeToOthers();
    }

    private void makeServiceRole(String service) throws SQLException {
        makeRole(service);
        set(service, "search_path", service);
        set(service, "synchronous_commit", "on");
        // A plan made while a table was small would go on reading all of it when it has grown.
        set(service, "enable_seqscan", "off");
    }

    private void makeRole(String role) throws SQLException {
        if (!exists("SELECT FROM pg_roles WHERE rolname = '" + role + "'")) {
            execute("CREATE ROLE " + role + " LOGIN");
            execute("COMMENT ON ROLE " + role + " IS '" + mark + "'");
            if (!superuser) {
                execute("GRANT " + role + " TO CURRENT_USER WITH INHERIT FALSE, SET TRUE");
            }
        }
        execute(PasswordUtil.genAlterUserPasswordSQL(role, passwords.apply(role).toCharArray(), "scram-sha-256"));
        set(role, "transaction_timeout", "'" + TRANSACTION_TIMEOUT + "'");
    }

    private void letIn(String role) throws SQLException {
        execute("GRANT CONNECT ON DATABASE " + database() + " TO " + role);
    }

    private void makeSchema(String service) throws SQLException {
        execute("CREATE SCHEMA IF NOT EXISTS " + service + " AUTHORIZATION " + service);
        if (!exists("SELECT FROM pg_namespace WHERE nspname = '" + service + "' AND nspowner = '" + service
                + "'::regrole")) {
            throw new Refused("the database has a schema " + service
                    + " that is not OuterPark's; give OuterPark a database of its own");
        }
    }

    /** What PostgreSQL lets everybody do in a database; only its owner can take that away. */
    private void closeToOthers() throws SQLException {
        if (exists("SELECT FROM pg_database WHERE datname = current_database()"
                + " AND pg_has_role(current_user, datdba, 'USAGE')")) {
            execute("REVOKE ALL ON DATABASE " + database() + " FROM PUBLIC");
            execute("REVOKE ALL ON SCHEMA public FROM PUBLIC");
        }
    }

    private static void requireVersion(Connection connection) throws SQLException {
        if (connection.getMetaData().getDatabaseMajorVersion() < SERVER_VERSION_MIN) {
            throw new Refused("the database is PostgreSQL %s, and OuterPark needs %d or newer"
                    .formatted(connection.getMetaData().getDatabaseProductVersion(), SERVER_VERSION_MIN));
        }
    }

    /** Returns whether the user is a superuser. */
    private static boolean requireRights(Connection connection, DatabaseAddress admin) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rights = statement.executeQuery("""
                        SELECT rolsuper, rolcreaterole, has_database_privilege(current_database(), 'CREATE')
                          FROM pg_roles WHERE rolname = current_user
                        """)) {
            rights.next();
            boolean superuser = rights.getBoolean(1);
            if (!superuser && !(rights.getBoolean(2) && rights.getBoolean(3))) {
                throw new Refused("the database user " + admin.user()
                        + " must be allowed to create roles, and schemas in that database");
            }
            return superuser;
        }
    }

    private void set(String role, String setting, String value) throws SQLException {
        execute("ALTER ROLE " + role + " SET " + setting + " = " + value);
    }

    private String database() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet name = statement.executeQuery("SELECT quote_ident(current_database())")) {
            name.next();
            return name.getString(1);
        }
    }

    private boolean exists(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            return found.next();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What happened, without what the server adds to it. */
    public static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
