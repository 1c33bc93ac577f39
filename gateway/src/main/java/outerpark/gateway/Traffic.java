package outerpark.gateway;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What is under way, measured, and brought to its end when the gateway stops. Safe for threads. */
final class Traffic {

    private final MeterProvider<Timer> requests;
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final Object change = new Object();
    private int underWay;
    private volatile boolean isStopping;

    Traffic(MeterRegistry metrics) {
        this.requests = Timer.builder("http.server.requests")
                .description("requests to the gateway, until their answer was over")
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
        HttpMethod method = exchange.request().method();
        int status = exchange.response().getStatusCode();
        boolean isAnswered = exchange.response().ended();
        requests.withTags(
                        "method",
                        Door.METHODS.contains(method) ? method.name() : "OTHER",
                        "uri",
                        destination.uri(),
                        "status",
                        isAnswered ? String.valueOf(status) : "UNANSWERED",
                        "outcome",
                        isAnswered ? Outcome.forStatus(status).name() : Outcome.UNKNOWN.name())
                .record(nanos, TimeUnit.NANOSECONDS);
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
