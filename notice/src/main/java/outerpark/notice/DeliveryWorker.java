package outerpark.notice;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.common.Following;
import outerpark.common.database.Database;
import outerpark.common.faults.Backoff;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.EventJson;
import outerpark.notice.DeliveryStore.Outcome;

/**
 * Has the deliveries of one channel brought, round by round, by a thread of its own: nobody waits for it, and whatever
 * happens to it concerns nobody else. One that fails is tried again, after pauses that grow, until it arrives or is
 * given up. What becomes of a round when the process dies: its claims run out, and all of it is brought again; whoever
 * gets it knows it by the event's id.
 */
final class DeliveryWorker {

    private static final Logger LOG = Logger.getLogger(DeliveryWorker.class);
    private static final int FAILURE_LENGTH_MAX = 200;

    private final Database database;
    private final Carrier carrier;
    private final DeliveryConfig config;
    private final Backoff backoff;
    private final Counter arrived;
    private final Counter nobody;
    private final Counter failed;
    private final Counter givenUp;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    DeliveryWorker(Database database, Carrier carrier, DeliveryConfig config, MeterRegistry metrics) {
        this.database = database;
        this.carrier = carrier;
        this.config = config;
        if (config.claimFor().compareTo(carrier.longest()) <= 0) {
            throw new IllegalArgumentException("outerpark.deliveries.claim-for must be longer than " + carrier.longest()
                    + ", which bringing one by " + carrier.channel() + " may take");
        }
        this.backoff = new Backoff(config.retry().first(), config.retry().longest());
        String name = carrier.channel().name().toLowerCase(Locale.ROOT);
        this.arrived = counter(metrics, name, "arrived");
        this.nobody = counter(metrics, name, "nobody");
        this.failed = counter(metrics, name, "failed");
        this.givenUp = counter(metrics, name, "given_up");
        this.thread = Thread.ofPlatform().daemon().name("deliveries-" + name).unstarted(this::work);
    }

    /** Does nothing if there is nobody to bring anything to. */
    void start() {
        if (carrier.isOn()) {
            thread.start();
        }
    }

    /** What is under way then is brought again by whoever finds it. */
    void stop() throws InterruptedException {
        stopping.countDown();
        calls.shutdownNow();
        thread.join();
    }

    private void work() {
        try {
            boolean rests = true;
            while (!stopping.await(rests ? config.lookEvery().toMillis() : 0, TimeUnit.MILLISECONDS)) {
                rests = !bringSome();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Brings those whose turn has come; whether it is worth looking again at once. */
    private boolean bringSome() throws InterruptedException {
        try {
            return bringRound();
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            if (stopping.getCount() > 0) {
                LOG.warnf(e, "cannot bring anything by %s now; tries again", carrier.channel());
            }
            return false;
        }
    }

    private boolean bringRound() throws Exception {
        List<Delivery> claimed = claim();
        if (claimed.isEmpty()) {
            return false;
        }
        Carrier.Round round;
        try {
            round = carrier.begin(claimed);
        } catch (RuntimeException e) {
            putOff(claimed, e);
            return false;
        }
        List<Future<Result>> tries = claimed.stream()
                .map(delivery -> calls.submit(() -> bring(round, delivery)))
                .toList();
        List<Delivery> good = new ArrayList<>();
        List<Outcome> ended = new ArrayList<>();
        List<Outcome> again = new ArrayList<>();
        for (int i = 0; i < claimed.size(); i++) {
            sort(claimed.get(i), resultOf(tries.get(i)), good, ended, again);
        }
        database.run(transaction -> {
            DeliveryStore.end(transaction.connection(), carrier.channel(), ended);
            DeliveryStore.putOff(transaction.connection(), carrier.channel(), again);
            round.arrived(transaction, good);
        });
        // If nothing arrives at all, whoever is to get it is likely away: no hurry to see it again.
        return again.size() < claimed.size();
    }

    private List<Delivery> claim() {
        return database.write(transaction -> DeliveryStore.claim(
                transaction.connection(), carrier.channel(), carrier.concurrentMax(), config.claimFor()));
    }

    /** All of them, for what they need is not there. */
    private void putOff(List<Delivery> claimed, RuntimeException why) {
        List<Outcome> ended = new ArrayList<>();
        List<Outcome> again = new ArrayList<>();
        claimed.forEach(delivery -> sort(delivery, new Result(false, why), new ArrayList<>(), ended, again));
        database.run(transaction -> {
            DeliveryStore.end(transaction.connection(), carrier.channel(), ended);
            DeliveryStore.putOff(transaction.connection(), carrier.channel(), again);
        });
    }

    /**
     * What a try came to.
     *
     * @param isBrought false if there was nobody to bring it to
     * @param failure why it has not arrived, if it has not
     */
    private record Result(boolean isBrought, @Nullable Exception failure) {}

    private static Result bring(Carrier.Round round, Delivery delivery) {
        try (var _ = Following.of(Cause.of(delivery.event()))) {
            return new Result(round.bring(delivery), null);
        } catch (Exception e) {
            return new Result(false, e);
        }
    }

    private static Result resultOf(Future<Result> attempt) throws InterruptedException {
        try {
            return attempt.get();
        } catch (ExecutionException e) {
            return new Result(false, e);
        }
    }

    private void sort(Delivery delivery, Result result, List<Delivery> good, List<Outcome> ended, List<Outcome> again) {
        Envelope event = delivery.event();
        Exception failure = result.failure();
        if (failure == null) {
            ended.add(new Outcome(event.eventId(), null, Duration.ZERO));
            if (result.isBrought()) {
                good.add(delivery);
                arrived.increment();
            } else {
                nobody.increment();
            }
            return;
        }
        String why = inWords(failure);
        boolean isHopeless =
                failure instanceof Carrier.Undeliverable || delivery.waited().compareTo(config.giveUpAfter()) >= 0;
        if (isHopeless) {
            ended.add(new Outcome(event.eventId(), why, Duration.ZERO));
            givenUp.increment();
        } else {
            again.add(
                    new Outcome(event.eventId(), why, backoff.after(delivery.attempts(), ThreadLocalRandom.current())));
            failed.increment();
        }
        try (var _ = Following.of(Cause.of(event))) {
            LOG.logf(
                    isHopeless ? Logger.Level.WARN : Logger.Level.DEBUG,
                    "%s of event %s (%s) %s after %d tries: %s",
                    carrier.channel(),
                    event.eventId(),
                    EventJson.typeOf(event.data()),
                    isHopeless ? "is given up" : "has not arrived",
                    delivery.attempts(),
                    why);
        }
    }

    private static String inWords(Throwable failure) {
        Throwable last = failure;
        while (last.getMessage() == null && last.getCause() != null) {
            last = last.getCause();
        }
        String said = last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
        String line = said.replaceAll("\\s+", " ");
        return line.substring(0, Math.min(line.length(), FAILURE_LENGTH_MAX));
    }

    private static Counter counter(MeterRegistry metrics, String channel, String outcome) {
        return Counter.builder("outerpark.notice.deliveries")
                .description("tries to bring something to somebody outside")
                .tag("channel", channel)
                .tag("outcome", outcome)
                .register(metrics);
    }
}
