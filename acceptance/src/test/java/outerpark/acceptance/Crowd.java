package outerpark.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Clients who act at the same moment. */
final class Crowd {

    private Crowd() {}

    /** What each of {@code size} clients, numbered from 0, came to; they begin together. */
    static <T> List<T> of(int size, IntFunction<T> client) {
        CyclicBarrier allThere = new CyclicBarrier(size);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> clients = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                int number = i;
                clients.add(() -> {
                    allThere.await();
                    return client.apply(number);
                });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(clients)) {
                results.add(result.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError("a client failed", e.getCause());
        }
    }
}
