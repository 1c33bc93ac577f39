package outerpark.operator.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;
import outerpark.operator.access.RunningSystem;
import outerpark.operator.check.Booking.Payment;
import outerpark.operator.check.Booking.View;

/** Asks every service about every reservation of a show, until all is at rest. */
public final class Observer {

    private static final int AT_ONCE = 16;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final RunningSystem system;
    private final long musicalId;
    private final Map<String, Booking> settled = new HashMap<>();

    private Observer(RunningSystem system, long musicalId) {
        this.system = system;
        this.musicalId = musicalId;
    }

    /**
     * The state once nothing is under way; or what it is when nothing has changed for as long as {@code patience},
     * which then speaks against it.
     */
    public static State atRest(RunningSystem system, long musicalId, Duration patience) {
        Observer observer = new Observer(system, musicalId);
        State state = observer.look();
        State before = state;
        long changedAt = System.nanoTime();
        while (!state.isAtRest() && System.nanoTime() - changedAt < patience.toNanos()) {
            Pause.of(LOOK_EVERY);
            state = observer.look();
            if (!state.equals(before)) {
                before = state;
                changedAt = System.nanoTime();
            }
        }
        // What came to its end early may have gone on since.
        observer.settled.clear();
        return observer.look();
    }

    /**
     * What has come to its end is not asked about again, unless its reservation has changed. Each question is asked
     * patiently by itself: of thousands, one is refused now and then by a system that is short of processors.
     */
    private State look() {
        List<Callable<Booking>> questions = new ArrayList<>();
        rows().forEach(row -> questions.add(() -> system.patiently(reached -> observe(row))));
        List<Booking> bookings = answers(questions);
        bookings.stream()
                .filter(booking -> booking.hasEnded() && booking.disagreements().isEmpty())
                .forEach(booking -> settled.put(booking.reservationId(), booking));
        JsonNode byStatus = system.patiently(reached -> reached.get("/reservations/summary?musicalId=" + musicalId)
                .expect(200)
                .path("byStatus"));
        long live = byStatus.path("RESERVED").path("reservations").asLong()
                + byStatus.path("CONFIRMED").path("reservations").asLong();
        SeatCount seats = system.patiently(reached -> SeatCount.of(reached, musicalId));
        return new State(seats, bookings, live);
    }

    /** What reservation says of one booking. */
    private record Row(String id, int seats, long amount, String status, String reason, String paymentStatus) {

        static Row of(String line) {
            String[] cells = line.replace("\"", "").split(",", -1);
            return new Row(
                    cells[0], Integer.parseInt(cells[2]), Long.parseLong(cells[3]), cells[4], cells[5], cells[6]);
        }
    }

    private List<Row> rows() {
        return system.patiently(reached -> reached.text("/reservations?musicalId=" + musicalId, "text/csv"))
                .lines()
                .skip(1)
                .map(Row::of)
                .toList();
    }

    private Booking observe(Row row) {
        Booking known = settled.get(row.id());
        if (known != null
                && known.status().equals(row.status())
                && known.paymentStatus().equals(row.paymentStatus())) {
            return known;
        }
        List<Payment> payments = new ArrayList<>();
        for (JsonNode item : items("/payments?reservationId=" + row.id())) {
            payments.add(new Payment(
                    item.path("status").asText(), item.path("amount").asLong()));
        }
        List<String> notices = items("/notices?reservationId=" + row.id()).findValuesAsText("kind");
        JsonNode view = system.get("/myPages/" + row.id()).body();
        return new Booking(
                row.id(),
                row.seats(),
                row.amount(),
                row.status(),
                row.reason(),
                row.paymentStatus(),
                payments,
                notices,
                new View(
                        view.path("status").asText(),
                        view.path("paymentStatus").asText(),
                        view.path("seats").asInt(),
                        view.path("amount").asLong(),
                        view.path("history").findValuesAsText("what")));
    }

    private JsonNode items(String path) {
        return system.get(path).expect(200).path("items");
    }

    /** The answers in the questions' order; the first question that fails ends them all, for each may wait long. */
    static <T> List<T> answers(List<Callable<T>> questions) {
        try (ExecutorService clerks =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Future<T>> asked = questions.stream().map(clerks::submit).toList();
            try {
                List<T> answers = new ArrayList<>();
                for (Future<T> answer : asked) {
                    answers.add(answer.get());
                }
                return answers;
            } finally {
                clerks.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Refused refused ? refused : new IllegalStateException(e.getCause());
        }
    }
}
