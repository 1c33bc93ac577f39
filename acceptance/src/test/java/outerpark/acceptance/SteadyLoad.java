package outerpark.acceptance;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;

/** Guests who ask for one seat after the other, without coming back for one that they were refused. */
final class SteadyLoad implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration SMOOTH = Duration.ofSeconds(5);
    private static final Duration WARM_UP_MAX = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** What a guest who got no answer was told. */
    static final int NO_ANSWER = 0;

    private final Client guest;
    private final long musical;
    private final Queue<Ask> asks = new ConcurrentLinkedQueue<>();
    private final List<Thread> guests = new ArrayList<>();
    private volatile boolean over;

    /**
     * A question that has come to its end.
     *
     * @param at when it was asked
     * @param took until the answer
     * @param status of the answer, or {@link #NO_ANSWER}
     * @param said the answer's body, or why there was none
     */
    record Ask(Duration at, Duration took, int status, String said) {

        boolean isAccepted() {
            return status == 201;
        }
    }

    private SteadyLoad(SystemUnderTest system, long musical) {
        this.guest = Client.guest(system).impatient().within(TIMEOUT);
        this.musical = musical;
    }

    /** Lets so many in. */
    static SteadyLoad on(SystemUnderTest system, long musical, int clients) {
        SteadyLoad load = new SteadyLoad(system, musical);
        for (int i = 0; i < clients; i++) {
            load.guests.add(Thread.ofVirtual().start(load::askAgainAndAgain));
        }
        return load;
    }

    /** This moment, as the questions are timed by. */
    static Duration now() {
        return Duration.ofNanos(System.nanoTime());
    }

    /** Those that were asked from that moment on and have come to their end. */
    List<Ask> since(Duration moment) {
        return asks.stream().filter(ask -> ask.at().compareTo(moment) >= 0).toList();
    }

    /** How many have been given a seat. */
    long accepted() {
        return asks.stream().filter(Ask::isAccepted).count();
    }

    /** Returns when seats have been asked for during so long from now on; what came of that. */
    List<Ask> goesOnFor(Duration time) {
        Duration begun = now();
        Awaitility.await()
                .atMost(time.plus(TIMEOUT).plus(TIMEOUT))
                .until(() -> asks.stream().anyMatch(ask -> ask.at().compareTo(begun.plus(time)) > 0));
        return since(begun);
    }

    /**
     * Returns when nothing has been refused for a moment: processes that have just begun, on a machine that they share
     * with the customers, may at first be too slow for a reservation or two.
     */
    void goesSmoothly() {
        Awaitility.await()
                .atMost(WARM_UP_MAX)
                .until(() -> goesOnFor(SMOOTH).stream().allMatch(Ask::isAccepted));
    }

    /** Sends them home. */
    @Override
    public void close() {
        over = true;
        for (Thread each : guests) {
            try {
                each.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private void askAgainAndAgain() {
        while (!over) {
            asks.add(ask());
            Awaitility.await().pollDelay(PAUSE).until(() -> true);
        }
    }

    private Ask ask() {
        Duration at = now();
        try {
            Answer answer = guest.post("/reservations", BoxOffice.wish(musical, 1));
            return new Ask(at, now().minus(at), answer.status(), answer.body());
        } catch (UncheckedIOException e) {
            return new Ask(at, now().minus(at), NO_ANSWER, e.toString());
        }
    }
}
