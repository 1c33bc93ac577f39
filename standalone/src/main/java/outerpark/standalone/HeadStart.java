package outerpark.standalone;

import io.quarkus.runtime.Application;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import outerpark.machine.DataFolder;
import outerpark.machine.InstallationSettings;
import outerpark.machine.ManagerPassword;

/**
 * What a start does while PostgreSQL starts, which takes the longer the more it has to recover: it settles the manager's
 * password, and makes those parts of the application that need no database.
 */
final class HeadStart {

    private static final Logger LOG = Logger.getLogger(HeadStart.class);

    private final CompletableFuture<ManagerPassword> manager;

    private HeadStart(CompletableFuture<ManagerPassword> manager) {
        this.manager = manager;
    }

    /** Returns at once; to be called by the thread that is to run the application, whose class loader it takes. */
    static HeadStart begin(InstallationSettings settings, DataFolder folder) {
        CompletableFuture<ManagerPassword> manager = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("head-start").start(() -> {
            try {
                manager.complete(ManagerPassword.decide(settings.managerPassword(), folder));
            } catch (IOException | RuntimeException | Error e) {
                manager.completeExceptionally(e);
            }
            makeApplication();
        });
        return new HeadStart(manager);
    }

    /** As soon as it is settled; fails as {@link ManagerPassword#decide} does. */
    ManagerPassword manager() throws IOException {
        try {
            return manager.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw e;
            }
        }
    }

    /** Quarkus makes what it can when this class is initialized, which the start itself waits for. */
    private static void makeApplication() {
        try {
            Class.forName(
                    Application.APP_CLASS_NAME, true, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.error("the application cannot be made", e);
        }
    }
}
