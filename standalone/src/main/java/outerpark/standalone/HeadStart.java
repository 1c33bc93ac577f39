package outerpark.standalone;

import io.quarkus.runtime.Application;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import outerpark.machine.ManagerPassword;
import outerpark.machine.console.Refused;

/**
 * What a start does while PostgreSQL starts, which takes the longer the more it has to recover: it settles the
 * manager's password, and makes those parts of the application that need no database. It writes nothing.
 */
final class HeadStart {

    private final CompletableFuture<ManagerPassword> manager = new CompletableFuture<>();
    private final CompletableFuture<Optional<Throwable>> obstacle = new CompletableFuture<>();

    private HeadStart() {}

    /**
     * Returns at once; to be called by the thread that is to run the application, whose class loader it takes.
     *
     * @param given the manager's password
     * @param kept the hash of the one that holds so far
     */
    static HeadStart begin(Optional<String> given, Optional<String> kept) {
        HeadStart headStart = new HeadStart();
        Thread.ofPlatform().daemon().name("head-start").start(() -> {
            headStart.settleManager(given, kept);
            headStart.makeApplication();
        });
        return headStart;
    }

    /**
     * As soon as it is settled.
     *
     * @throws Refused as {@link ManagerPassword#decide} does
     */
    ManagerPassword manager() {
        try {
            return manager.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /**
     * Why there can be no application, if so: the virtual machine tells that only to whoever tries first. Returns when
     * it is known.
     */
    Optional<Throwable> obstacle() {
        return obstacle.join();
    }

    private void settleManager(Optional<String> given, Optional<String> kept) {
        try {
            manager.complete(ManagerPassword.decide(given, kept));
        } catch (RuntimeException | Error e) {
            manager.completeExceptionally(e);
        }
    }

    /** Quarkus makes what it can when this class is initialized. */
    private void makeApplication() {
        try {
            Class.forName(
                    Application.APP_CLASS_NAME, true, Thread.currentThread().getContextClassLoader());
            obstacle.complete(Optional.empty());
        } catch (ClassNotFoundException | RuntimeException | Error e) {
            obstacle.complete(Optional.of(e));
        }
    }
}
