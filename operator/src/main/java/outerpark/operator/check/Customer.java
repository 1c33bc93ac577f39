package outerpark.operator.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import outerpark.operator.check.Attempt.Acknowledged;
import outerpark.operator.check.Attempt.Cancelling;
import outerpark.operator.check.Attempt.Outcome;
import outerpark.operator.check.Attempt.Refused;
import outerpark.operator.check.Attempt.Unknown;
import outerpark.operator.check.Attempt.Wrong;
import outerpark.operator.console.RunningSystem;
import outerpark.operator.console.RunningSystem.Answer;
import outerpark.operator.console.RunningSystem.NoAnswer;

/** One client of the workload: books, cancels and asks again, one thing after the other, as chance has it. */
final class Customer {

    private static final int SEATS_MAX = 4;
    private static final double KEYED = 0.7;
    private static final double ASKS_AGAIN = 0.1;
    private static final double CANCELS = 0.3;

    /** Cancellations come a few bookings later, so that they meet every stage of the saga. */
    private static final int CANCELS_LATER = 3;

    private static final Duration BEFORE_ASKING_AGAIN = Duration.ofMillis(100);

    private final RunningSystem guest;
    private final long musicalId;
    private final Duration pause;
    private final RandomGenerator chance;
    private final Consumer<Attempt> diary;
    private final Deque<Attempt> toCancel = new ArrayDeque<>();
    private volatile boolean goingHome;

    Customer(RunningSystem guest, long musicalId, Duration pause, RandomGenerator chance, Consumer<Attempt> diary) {
        this.guest = guest;
        this.musicalId = musicalId;
        this.pause = pause;
        this.chance = chance;
        this.diary = diary;
    }

    /** Books until told to go home. */
    void book() {
        while (!goingHome) {
            Attempt attempt = reserve();
            if (attempt.outcome() instanceof Acknowledged && chance.nextDouble() < CANCELS) {
                toCancel.add(attempt);
            } else {
                diary.accept(attempt);
            }
            if (toCancel.size() > CANCELS_LATER) {
                diary.accept(cancel(toCancel.remove()));
            }
            sleep(pause);
        }
        toCancel.forEach(diary);
    }

    /** Finishes what is under way; a question without an answer is not asked again. */
    void goHome() {
        goingHome = true;
    }

    private Attempt reserve() {
        int seats = chance.nextInt(1, SEATS_MAX + 1);
        UUID key = chance.nextDouble() < KEYED ? new UUID(chance.nextLong(), chance.nextLong()) : null;
        Outcome outcome = ask(seats, key);
        while (key != null && outcome instanceof Unknown && !goingHome) {
            sleep(BEFORE_ASKING_AGAIN);
            outcome = ask(seats, key);
        }
        if (key != null && outcome instanceof Acknowledged first && chance.nextDouble() < ASKS_AGAIN) {
            outcome = askAgain(seats, key, first);
        }
        return new Attempt(seats, key, outcome, Cancelling.NOT_ASKED);
    }

    /** The same key must be answered with the same reservation, however often. */
    private Outcome askAgain(int seats, UUID key, Acknowledged first) {
        return switch (ask(seats, key)) {
            case Acknowledged again when again.equals(first) -> first;
            case Unknown _ -> first;
            case Outcome other -> new Wrong("the key %s was answered %s, then %s".formatted(key, first, other));
        };
    }

    private Outcome ask(int seats, @Nullable UUID key) {
        Map<String, String> headers = key == null ? Map.of() : Map.of("Idempotency-Key", key.toString());
        try {
            return outcome(guest.with(headers).post("/reservations", """
                    {"musicalId": %d, "seats": %d}""".formatted(musicalId, seats)));
        } catch (NoAnswer e) {
            return new Unknown();
        } catch (outerpark.operator.console.Refused e) {
            return new Wrong(e.line());
        }
    }

    private static Outcome outcome(Answer answer) {
        JsonNode body = answer.body();
        return switch (answer.status()) {
            case 200, 201 ->
                new Acknowledged(
                        body.path("reservationId").asText(),
                        body.path("reservationToken").asText(),
                        body.path("amount").asLong());
            case 409 -> isTooFewSeats(body) ? new Refused() : new Wrong("409: " + body);
            // "Nothing was taken, or what was taken is given back": only later is it known which.
            case 503 -> new Unknown();
            default -> new Wrong("%d: %s".formatted(answer.status(), body));
        };
    }

    private static boolean isTooFewSeats(JsonNode problem) {
        return problem.path("type").asText().equals("urn:outerpark:problem:insufficient-seats");
    }

    private Attempt cancel(Attempt attempt) {
        Acknowledged booked = (Acknowledged) attempt.outcome();
        Map<String, String> token = Map.of("Reservation-Token", booked.token());
        boolean heard = false;
        do {
            try {
                Answer answer = guest.with(token).delete("/reservations/" + booked.reservationId());
                heard = answer.status() == 202;
                if (!heard && answer.status() != 503) {
                    Wrong wrong = new Wrong(
                            "cancelling %s: %d: %s".formatted(booked.reservationId(), answer.status(), answer.body()));
                    return new Attempt(attempt.seats(), attempt.key(), wrong, Cancelling.UNKNOWN);
                }
            } catch (NoAnswer e) {
                sleep(BEFORE_ASKING_AGAIN);
            }
        } while (!heard && !goingHome);
        return new Attempt(
                attempt.seats(), attempt.key(), booked, heard ? Cancelling.ACKNOWLEDGED : Cancelling.UNKNOWN);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException("customers are not interrupted", e);
        }
    }
}
