package outerpark.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Does harm to a running system: kills what it is made of, and delivers its events again. */
final class Nemesis {

    private static final Pattern URL = Pattern.compile("postgresql://([^:]+):([^@]+)@(.+)");
    private static final List<String> SERVICES =
            List.of("musical", "reservation", "payment", "notice", "customercenter");

    private final Standalone system;

    Nemesis(Standalone system) {
        this.system = system;
    }

    /** What can be killed, all of it by SIGKILL. */
    enum Victim {
        /** The product's process; PostgreSQL lives on without it. */
        PROCESS,
        /** PostgreSQL's first process; the others find out by themselves. */
        POSTMASTER,
        /** All of PostgreSQL's processes. */
        POSTGRES,
        /** All there are. */
        EVERYTHING;

        static Victim drawn(RandomGenerator chance) {
            return values()[chance.nextInt(values().length)];
        }
    }

    /** Kills; and starts again what does not get up by itself. */
    void strike(Victim victim) {
        switch (victim) {
            case PROCESS -> system.kill();
            case POSTMASTER -> killAll(List.of(system.postgres()));
            case POSTGRES -> killAll(postgres());
            case EVERYTHING -> {
                List<ProcessHandle> postgres = postgres();
                system.kill();
                killAll(postgres);
            }
        }
        if (!system.console().process().isAlive()) {
            system.start();
        }
    }

    /** Kills what is just starting, at some moment of its start, and starts it for good. */
    void strikeWhileItStarts(RandomGenerator chance) {
        system.kill();
        system.begin();
        Duration moment = Duration.ofMillis(chance.nextInt(100, 3_000));
        Awaitility.await().pollDelay(moment).until(() -> true);
        system.kill();
        system.start();
    }

    /** Every event comes to every handler once more, from the first one on. */
    void deliverEverythingAgain() {
        SERVICES.forEach(service -> execute("UPDATE " + service + ".event_cursor SET position = 0"));
    }

    /** From now on every commit waits so long for the disk. */
    void slowDisk(Duration delay) {
        execute("ALTER SYSTEM SET commit_siblings = 0");
        execute("ALTER SYSTEM SET commit_delay = " + TimeUnit.MILLISECONDS.toMicros(delay.toMillis()));
        execute("SELECT pg_reload_conf()");
    }

    /** As the database's superuser. */
    void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        try {
            String url = Files.readString(system.dataFolder().resolve("postgres.url"))
                    .strip();
            Matcher parts = URL.matcher(url);
            if (!parts.matches()) {
                throw new IllegalStateException("not a URL: " + url);
            }
            Properties who = new Properties();
            who.setProperty("user", parts.group(1));
            who.setProperty("password", parts.group(2));
            return DriverManager.getConnection("jdbc:postgresql://" + parts.group(3), who);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ProcessHandle> postgres() {
        List<ProcessHandle> all = new ArrayList<>();
        ProcessHandle first = system.postgres();
        all.add(first);
        first.descendants().forEach(all::add);
        return all;
    }

    private static void killAll(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
    }
}
