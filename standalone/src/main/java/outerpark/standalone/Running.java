package outerpark.standalone;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.util.ExceptionUtil;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.logging.Handler;
import org.jspecify.annotations.Nullable;
import outerpark.common.identity.ManagerLogin;
import outerpark.machine.DataFolder;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.EmbeddedServer;
import outerpark.machine.InstanceLock;
import outerpark.machine.ManagerPassword;
import outerpark.machine.Marker;
import outerpark.machine.PostgresData;
import outerpark.machine.ServiceRoles;
import outerpark.machine.StopSignal;
import outerpark.machine.console.Refused;

/** One run on one data folder: PostgreSQL, the instance's lock, the services, and back in the opposite order. */
final class Running {

    static final int FAILED = 1;

    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;

    /** Quarkus makes the application by itself, so what it is to say has to be left where it finds it. */
    private static final AtomicReference<IntConsumer> ANNOUNCEMENT = new AtomicReference<>(port -> {});

    private final Settings settings;
    private final DataFolder folder;
    private final IntConsumer whenReady;

    /**
     * Describes it; it runs from {@link #toItsEnd} on.
     *
     * @param whenReady is told the port, once
     */
    Running(Settings settings, DataFolder folder, IntConsumer whenReady) {
        this.settings = settings;
        this.folder = folder;
        this.whenReady = whenReady;
    }

    /** Says that the process takes traffic, at that port. */
    static void announce(int port) {
        ANNOUNCEMENT.get().accept(port);
    }

    static int complain(String line, int exitCode) {
        keepLogFromConsole();
        if (!StopSignal.isRaised()) {
            ERR.println("outerpark: " + line);
        }
        return exitCode;
    }

    /** Where no services start, logging is never set up, and what waits for it would be thrown at the console. */
    static void keepLogFromConsole() {
        if (!InitialConfigurator.DELAYED_HANDLER.isActivated()) {
            InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[0]);
        }
    }

    /** Runs until it is asked to stop, or cannot start; returns the exit code. */
    int toItsEnd() {
        try {
            boolean isFirst = settings.database().isEmpty() && !PostgresData.areIn(folder);
            if (settings.database().isPresent()) {
                requireNoDatabaseOfItsOwn();
            }
            settings.installation().managerPassword().ifPresent(ManagerPassword::requireUsable);
            HeadStart headStart =
                    HeadStart.begin(settings.installation().managerPassword(), folder.managerPasswordHash());
            if (settings.database().isPresent()) {
                return on(settings.database().get(), () -> {}, headStart);
            }
            if (isFirst) {
                OUT.println("First start: making the database in " + folder.path());
            }
            try (EmbeddedServer server = EmbeddedServer.start(folder)) {
                return on(server.admin(), server::reviveIfDown, headStart);
            }
        } catch (Refused e) {
            return complain(e.line(), e.exitCode());
        } catch (IOException | RuntimeException e) {
            return explain(e);
        }
    }

    /** What was acknowledged on it would not be there on another. */
    private void requireNoDatabaseOfItsOwn() {
        if (folder.marker().database() == Marker.Database.MADE) {
            throw new Refused("the data folder " + folder.path() + " has a database of its own;"
                    + " start it without --database-url, or choose another folder with --data-dir");
        }
    }

    private int on(DatabaseAddress admin, Runnable reviveDatabase, HeadStart headStart) throws IOException {
        try (InstanceLock lock = InstanceLock.take(admin)) {
            ServiceRoles.prepare(admin, folder.installation(), folder::passwordOfRole);
            configureMigrations(Migrations.requireKnown(admin));
            if (settings.database().isPresent()) {
                folder.keepDatabase(Marker.Database.EXTERNAL);
            }
            ServiceRoles.SERVICES.forEach(service -> configureDatabase(service, admin));
            configureDatabase(ServiceRoles.EVENTS, admin);
            ManagerPassword manager = headStart.manager();
            manager.keepGiven(folder);
            configure(manager);
            ANNOUNCEMENT.set(port -> {
                announce(port, manager);
                whenReady.accept(port);
            });
            lock.watch(InstanceLock.REFUSALS_MAX, reviveDatabase, () -> {
                complain("another OuterPark has taken over the database; this one stops", FAILED);
                Quarkus.asyncExit(FAILED);
            });
            return StopSignal.isRaised() ? 0 : serve(headStart);
        }
    }

    /** Runs the services; when it returns they have finished what they had begun. */
    private int serve(HeadStart headStart) {
        Optional<Throwable> obstacle = headStart.obstacle();
        if (obstacle.isPresent()) {
            return explain(obstacle.get());
        }
        AtomicInteger exitCode = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Quarkus.run(Standalone.class, (code, thrown) -> {
            exitCode.set(code);
            failure.set(thrown);
        });
        Throwable thrown = failure.get();
        return thrown == null ? exitCode.get() : explain(thrown);
    }

    /** What is known only now. System properties come before every other source of configuration. */
    private void configure(ManagerPassword manager) {
        System.setProperty("quarkus.http.host", settings.installation().host().getHostAddress());
        System.setProperty(
                "quarkus.http.port", Integer.toString(settings.installation().port()));
        System.setProperty("quarkus.log.file.path", log().toString());
        System.setProperty("outerpark.security", settings.installation().open() ? "open" : "on");
        System.setProperty("outerpark.manager.password-hash", manager.hash());
        String tokenKey = Base64.getEncoder().encodeToString(folder.keyFor("reservation-token"));
        System.setProperty("outerpark.token.key", tokenKey);
    }

    /** Even to find out that there is nothing to do takes Flyway its time, once for each service. */
    private static void configureMigrations(Set<String> upToDate) {
        upToDate.forEach(
                service -> System.setProperty("quarkus.flyway.%s.migrate-at-start".formatted(service), "false"));
    }

    private void configureDatabase(String role, DatabaseAddress admin) {
        String prefix = "quarkus.datasource." + role;
        System.setProperty(prefix + ".jdbc.url", admin.urlForServices());
        System.setProperty(prefix + ".username", role);
        System.setProperty(prefix + ".password", folder.passwordOfRole(role));
    }

    private void announce(int port, ManagerPassword manager) {
        OUT.printf(
                "OuterPark is ready: http://%s:%d  (data in %s, stop with Ctrl-C)%n",
                settings.installation().hostToVisit(), port, folder.path());
        if (settings.installation().open()) {
            OUT.println("Security is open: everybody on this machine is the manager.");
        }
        manager.toTell()
                .ifPresent(password -> OUT.printf(
                        "The manager signs in as %s with the password %s  (shown this once)%n",
                        ManagerLogin.USER, password));
        OUT.flush();
        manager.keepTold(folder);
    }

    /** One line for the user, the whole story for the log, whose own writer may not run. */
    private int explain(Throwable failure) {
        Throwable root = ExceptionUtil.getRootCause(failure);
        if (root instanceof QuarkusBindException) {
            return complain(
                    settings.installation().addressTaken("taken meanwhile").line(), FAILED);
        }
        try (PrintWriter story =
                new PrintWriter(Files.newBufferedWriter(log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
            story.println(Instant.now() + " cannot start");
            failure.printStackTrace(story);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        String reason = String.valueOf(root.getMessage()).replaceAll("\\s+", " ");
        return complain("cannot start: %s; the whole story is in %s".formatted(reason, log()), FAILED);
    }

    private Path log() {
        return folder.logs().resolve("outerpark.log");
    }
}
