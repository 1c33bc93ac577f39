package outerpark.machine;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;
import outerpark.machine.console.Refused;

/**
 * A database and who connects to it.
 *
 * @param jdbcUrl without user and password
 */
public record DatabaseAddress(String jdbcUrl, String user, String password) {

    private static final Pattern URL = Pattern.compile("(?:jdbc:)?postgres(?:ql)?://"
            + "(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?"
            + "(?<hosts>[^@/?]+)/(?<name>[^?]+)(?:\\?(?<options>.*))?");
    /**
     * A server that is down refuses at once: this is for one that is gone without a word. A login is much work for a
     * process that has just begun, and on a machine without a processor to spare it has taken 10 s.
     */
    private static final int LOGIN_TIMEOUT_SECONDS = 30;

    /**
     * Reads a URL of JDBC's form ({@code jdbc:postgresql://host/name?user=..&password=..}) or PostgreSQL's own ({@code
     * postgresql://user:password@host/name}); other options are kept.
     *
     * @throws Refused if it is none; the message does not repeat it, for it holds a password
     */
    public static DatabaseAddress parse(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw Refused.usage("the database URL must look like postgresql://user:password@host:port/name");
        }
        String user =
                parts.group("user") == null ? "" : unescaped(parts.group("user").replace("+", "%2B"));
        String password = parts.group("password") == null
                ? ""
                : unescaped(parts.group("password").replace("+", "%2B"));
        StringJoiner kept = new StringJoiner("&", "?", "").setEmptyValue("");
        String options = parts.group("options") == null ? "" : parts.group("options");
        for (String option : options.split("&", -1)) {
            if (option.startsWith("user=")) {
                user = unescaped(option.substring("user=".length()));
            } else if (option.startsWith("password=")) {
                password = unescaped(option.substring("password=".length()));
            } else if (!option.isEmpty()) {
                kept.add(option);
            }
        }
        if (user.isEmpty()) {
            throw Refused.usage("the database URL must name a user, as in postgresql://user:password@host:port/name");
        }
        return new DatabaseAddress(
                "jdbc:postgresql://" + parts.group("hosts") + "/" + parts.group("name") + kept, user, password);
    }

    /** The same database, as somebody else. */
    public DatabaseAddress as(String otherUser, String itsPassword) {
        return new DatabaseAddress(jdbcUrl, otherUser, itsPassword);
    }

    /**
     * For whoever connects. Errors, which get into logs and dead letters, do not repeat the row that was refused: it
     * may tell who a customer is.
     *
     * @param options of the driver, as they stand in a URL
     */
    public String urlWith(String... options) {
        StringJoiner url = new StringJoiner("&", jdbcUrl + (jdbcUrl.contains("?") ? "&" : "?"), "");
        Stream.of(options).forEach(url::add);
        return url.add("logServerErrorDetail=false").toString();
    }

    /** A server that is gone without a word must not keep a thread for ever; longer than transaction_timeout. */
    public String urlForServices() {
        return urlWith("tcpKeepAlive=true", "socketTimeout=40");
    }

    public Connection connect() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(urlWith());
        source.setUser(user);
        source.setPassword(password);
        source.setTcpKeepAlive(true);
        source.setLoginTimeout(LOGIN_TIMEOUT_SECONDS);
        return source.getConnection();
    }

    @Override
    public String toString() {
        return user + " at " + jdbcUrl;
    }

    private static String unescaped(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refused.usage("the database URL has a % that is not followed by two hexadecimal digits");
        }
    }
}
