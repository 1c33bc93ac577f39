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
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;
import outerpark.operator.access.RunningSystem;
import outerpark.operator.access.RunningSystem.Answer;
import outerpark.operator.access.RunningSystem.NoAnswer;
import outerpark.operator.check.Attempt.Acknowledged;
import outerpark.operator.check.Attempt.Cancelling;
import outerpark.operator.check.Attempt.Outcome;
import outerpark.operator.check.Attempt.TooFewSeats;
import outerpark.operator.check.Attempt.Unknown;
import outerpark.operator.check.Attempt.Wrong;

/** One client of the workload: books, cancels and asks again, one thing after the other, as chance has it. */
final class Customer {

    private static final int SEATS_MAX = 4;
    private static final double KEYED = 0.7;
    private static final double ASKS_AGAIN = 0.1;
    private static final double CANCELS = 0.3;

    /** So some cancellations come at once and others later, and they meet every stage of the saga. */
    private static final int CANCELS_EVERY = 3;

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
        for (int visit = 0; !goingHome; visit++) {
            Attempt attempt = reserve();
            if (attempt.outcome() instanceof Acknowledged && chance.nextDouble() < CANCELS) {
                toCancel.add(attempt);
            } else {
                diary.accept(attempt);
            }
            if (visit % CANCELS_EVERY == 0 && !toCancel.isEmpty()) {
                diary.accept(cancel(toCancel.remove()));
            }
            Pause.of(pause);
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
            Pause.of(BEFORE_ASKING_AGAIN);
            outcome = ask(seats, key);
        }
        if (key != null && outcome instanceof Acknowledged first && chance.nextDouble() < ASKS_AGAIN) {
            outcome = askAgain(seats, key, first);
        }
        return new Attempt(seats, outcome, Cancelling.NOT_ASKED);
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
        } catch (Refused e) {
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
            case 409 -> isTooFewSeats(body) ? new TooFewSeats() : new Wrong("409: " + body);
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
        while (true) {
            try {
                Answer answer = guest.with(Map.of("Reservation-Token", booked.token()))
                        .delete("/reservations/" + booked.reservationId());
                if (answer.status() == 202) {
                    return new Attempt(attempt.seats(), booked, Cancelling.ACKNOWLEDGED);
                }
                if (answer.status() != 503) {
                    return wrong(attempt, booked, answer.status() + ": " + answer.body());
                }
            } catch (NoAnswer e) {
                // Asked again, like a 503.
            } catch (Refused e) {
                return wrong(attempt, booked, e.line());
            }
            if (goingHome) {
                return new Attempt(attempt.seats(), booked, Cancelling.UNKNOWN);
            }
            Pause.of(BEFORE_ASKING_AGAIN);
        }
    }

    private static Attempt wrong(Attempt attempt, Acknowledged booked, String what) {
        return new Attempt(
                attempt.seats(),
                new Wrong("cancelling %s: %s".formatted(booked.reservationId(), what)),
                Cancelling.UNKNOWN);
    }
}
