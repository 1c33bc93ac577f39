package outerpark.bench.load;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import outerpark.machine.console.Refused;

/**
 * Load that comes when it is due, whatever became of what came before, as customers do. Every time is taken from the
 * moment at which a request was due: a system that stands still makes all of them wait, not one. Only while nobody
 * listens at all most are not sent: they are unanswered.
 */
public final class OpenLoop implements AutoCloseable {

    /** No request waits for another to give its connection back, as long as no more wait for their answers. */
    private static final int CONNECTIONS = 2_048;

    private static final int TICK_MILLIS = 1;
    private static final int ASK_AGAIN_AFTER_MILLIS = 4;
    /** Who has waited long asks less often: else those who wait would be a load of their own. */
    private static final int ASK_AGAIN_AFTER_PART = 8;

    /**
     * Who comes so soon after one who found nobody listening is taken to find the same: to find out would cost the
     * processors that a server on the same machine needs for its start.
     */
    private static final Duration NOBODY_FOR = Duration.ofMillis(20);

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration FOLLOW_AT_MOST = Duration.ofSeconds(30);
    private static final long MICROS_MAX = TimeUnit.MINUTES.toMicros(10);
    private static final int DIGITS = 3;
    private static final String CONFIRMED = "\"status\":\"CONFIRMED\"";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;
    private final NoArgGenerator keys = Generators.timeBasedEpochRandomGenerator();

    /** Towards one address. */
    public OpenLoop(URI base) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setDefaultHost(base.getHost())
                        .setDefaultPort(base.getPort())
                        .setTcpNoDelay(true),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setEventLoopSize(1));
    }

    /**
     * What to do.
     *
     * @param body of each request for a seat
     * @param rate requests a second
     * @param followOneIn of so many acknowledged reservations one is followed until the customer's view says CONFIRMED;
     *     0 for none
     */
    public record Plan(String body, double rate, Duration time, int followOneIn) {}

    /**
     * What came of it; the histograms are of microseconds.
     *
     * @param acknowledged until the 201
     * @param refused until an answer of another kind
     * @param confirmed until the view said CONFIRMED, of those that were followed
     * @param unanswered requests whose answer never came, or that found nobody
     * @param unconfirmed of those that were followed, how many never got so far
     * @param acknowledgedAt in the order of their coming, in nanoseconds of {@link System#nanoTime}
     */
    public record Outcome(
            Histogram acknowledged,
            Histogram refused,
            Histogram confirmed,
            long unanswered,
            long unconfirmed,
            List<Long> acknowledgedAt) {

        /** Acknowledged in a span of time, a second. */
        public double rate(long fromNanos, long toNanos) {
            long count = acknowledgedAt.stream()
                    .filter(at -> at >= fromNanos && at < toNanos)
                    .count();
            return count / ((toNanos - fromNanos) / 1e9);
        }
    }

    /** Does it, and returns when the last answer has come. */
    public Outcome run(Plan plan) {
        Run run = new Run(plan);
        vertx.getOrCreateContext().runOnContext(ignored -> run.begin());
        try {
            long patience = plan.time().plus(ANSWER_WITHIN).plus(FOLLOW_AT_MOST).toMillis();
            return run.outcome.toCompletionStage().toCompletableFuture().get(2 * patience, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw new Refused("the load could not be made: " + e);
        }
    }

    @Override
    public void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** One run, on one event loop, so that nothing of it needs a lock. */
    private final class Run {

        private final Plan plan;
        private final Buffer body;
        private final Histogram acknowledged = new Histogram(MICROS_MAX, DIGITS);
        private final Histogram refused = new Histogram(MICROS_MAX, DIGITS);
        private final Histogram confirmed = new Histogram(MICROS_MAX, DIGITS);
        private final List<Long> acknowledgedAt = new ArrayList<>();
        private final Promise<Outcome> promise = Promise.promise();
        private final Future<Outcome> outcome = promise.future();
        private final long total;
        private long beginNanos;
        private long sent;
        private long underWay;
        private long unanswered;
        private long unconfirmed;
        private boolean isSomebodyThere = true;

        Run(Plan plan) {
            this.plan = plan;
            this.total = Math.round(plan.rate() * (plan.time().toNanos() / 1e9));
            this.body = Buffer.buffer(plan.body());
        }

        void begin() {
            beginNanos = System.nanoTime();
            vertx.setPeriodic(TICK_MILLIS, this::sendWhatIsDue);
        }

        private void sendWhatIsDue(long timer) {
            long now = System.nanoTime();
            while (sent < total && due(sent) <= now) {
                send(due(sent));
                sent++;
            }
            if (sent == total) {
                vertx.cancelTimer(timer);
                endIfLast();
            }
        }

        private long due(long number) {
            return beginNanos + Math.round(number * 1e9 / plan.rate());
        }

        private void send(long dueAt) {
            if (!isSomebodyThere) {
                unanswered++;
                return;
            }
            underWay++;
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setURI("/reservations")
                    .setTimeout(ANSWER_WITHIN.toMillis())
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Idempotency-Key", keys.generate().toString());
            client.request(options)
                    .compose(request -> request.send(body))
                    .compose(answer -> answer.body().map(text -> new Answered(answer, text)))
                    .onSuccess(answered -> take(answered, dueAt))
                    .onFailure(failure -> {
                        unanswered++;
                        if (isNobodyThere(failure) && isSomebodyThere) {
                            isSomebodyThere = false;
                            vertx.setTimer(NOBODY_FOR.toMillis(), ignored -> isSomebodyThere = true);
                        }
                        leave();
                    });
        }

        /** Who is too busy to take a connection is there. */
        private static boolean isNobodyThere(Throwable failure) {
            return failure instanceof ConnectException && !(failure instanceof ConnectTimeoutException);
        }

        private record Answered(HttpClientResponse response, Buffer body) {}

        private void take(Answered answered, long dueAt) {
            if (answered.response().statusCode() != 201) {
                refused.recordValue(micros(dueAt));
                leave();
                return;
            }
            acknowledgedAt.add(System.nanoTime());
            acknowledged.recordValue(micros(dueAt));
            if (plan.followOneIn() == 0 || acknowledged.getTotalCount() % plan.followOneIn() != 0) {
                leave();
                return;
            }
            JsonObject reservation = answered.body().toJsonObject();
            RequestOptions view = new RequestOptions()
                    .setURI("/myPages/" + reservation.getString("reservationId"))
                    .setTimeout(ANSWER_WITHIN.toMillis())
                    .putHeader("Reservation-Token", reservation.getString("reservationToken"));
            follow(view, dueAt);
        }

        private void follow(RequestOptions view, long dueAt) {
            client.request(view)
                    .compose(request -> request.send())
                    .compose(HttpClientResponse::body)
                    .onComplete(answer -> {
                        if (answer.succeeded() && answer.result().toString().contains(CONFIRMED)) {
                            confirmed.recordValue(micros(dueAt));
                            leave();
                        } else if (micros(dueAt) > FOLLOW_AT_MOST.toNanos() / 1_000) {
                            unconfirmed++;
                            leave();
                        } else {
                            long waitedMillis = micros(dueAt) / 1_000;
                            vertx.setTimer(
                                    ASK_AGAIN_AFTER_MILLIS + waitedMillis / ASK_AGAIN_AFTER_PART,
                                    ignored -> follow(view, dueAt));
                        }
                    });
        }

        private void leave() {
            underWay--;
            endIfLast();
        }

        private void endIfLast() {
            if (sent == total && underWay == 0) {
                promise.tryComplete(
                        new Outcome(acknowledged, refused, confirmed, unanswered, unconfirmed, acknowledgedAt));
            }
        }

        private static long micros(long sinceNanos) {
            return Math.min(Math.max(0, (System.nanoTime() - sinceNanos) / 1_000), MICROS_MAX);
        }
    }
}
