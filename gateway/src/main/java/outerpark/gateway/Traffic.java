package outerpark.gateway;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is under way, measured, and brought to its end when the gateway stops; at DEBUG, in the category {@code
 * outerpark.requests}, a line for each. Safe for threads.
 */
final class Traffic {

    private static final Logger LOG = Logger.getLogger("outerpark.requests");

    private static final Duration[] BUCKETS = LongStream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterProvider<Timer> requests;
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final Object change = new Object();
    private int underWay;
    private volatile boolean isStopping;

    Traffic(MeterRegistry metrics) {
        this.requests = Timer.builder("http.server.requests")
                .description("requests to the gateway, until their answer was over")
                .serviceLevelObjectives(BUCKETS)
                .withRegistry(metrics);
    }

    /** An answer that has no end of its own. */
    interface Stream {
        /** Ends it soon; from any thread. */
        void end();
    }

    boolean isStopping() {
        return isStopping;
    }

    void began() {
        synchronized (change) {
            underWay++;
        }
    }

    /** It was answered, or its client has gone away before that. */
    void ended(Exchange exchange, Destination destination, long nanos) {
        synchronized (change) {
            underWay--;
            change.notifyAll();
        }
        String method = Door.methodOf(exchange.request());
        int status = exchange.response().getStatusCode();
        boolean isAnswered = exchange.response().ended();
        String statusName = isAnswered ? String.valueOf(status) : "UNANSWERED";
        requests.withTags(
                        "method",
                        method,
                        "uri",
                        destination.uri(),
                        "status",
                        statusName,
                        "outcome",
                        isAnswered ? Outcome.forStatus(status).name() : Outcome.UNKNOWN.name())
                .record(nanos, TimeUnit.NANOSECONDS);
        if (LOG.isDebugEnabled()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
            exchange.log(() -> LOG.debugf(
                    "%s %s: %s in %d ms", method, pathOf(exchange.request(), destination), statusName, millis));
        }
    }

    /** What leads nowhere may be anything, and is not repeated. */
    private static @Nullable String pathOf(HttpServerRequest request, Destination destination) {
        return destination instanceof Destination.Refused ? destination.uri() : request.path();
    }

    void opened(Stream stream) {
        streams.add(stream);
        if (isStopping) {
            stream.end();
        }
    }

    void closed(Stream stream) {
        streams.remove(stream);
    }

    /** From now on nothing new is begun; streams end. */
    void stop() {
        isStopping = true;
        streams.forEach(Stream::end);
    }

    /** Waits until nothing is under way; returns how much still is if that takes too long. */
    int awaitRest(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        synchronized (change) {
            long left = longest.toNanos();
            while (underWay > 0 && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(change, left);
                left = deadline - System.nanoTime();
            }
            return underWay;
        }
    }
}
