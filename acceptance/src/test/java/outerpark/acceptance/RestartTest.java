package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However it ends, what was acknowledged is there after the next start, once, and every saga goes on to its end. */
class RestartTest {

    private static final int CLIENTS = 32;
    private static final int CAPACITY = 1_000_000;
    private static final int ENOUGH = 1_000;

    private final Standalone system = Standalone.started(Standalone.SOON_SETTLED);

    private final BoxOffice office = new BoxOffice(system);
    private final long musical = office.musical(CAPACITY, 1_000);
    private final Map<UUID, String> acknowledged = new ConcurrentHashMap<>();
    private final Map<UUID, String> unanswered = new ConcurrentHashMap<>();
    private final AtomicBoolean enough = new AtomicBoolean();

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void stoppedUnderLoadItAnswersOrRefusesAndLosesNothing() {
        ProcessHandle postgres = system.postgres();
        int exitCode = endUnderLoad(system::stop);
        assertThat(exitCode).as("143: ended by SIGTERM, in order").isIn(0, 143);
        assertThat(system.console().err()).doesNotContain("Exception", "ERROR");
        BoxOffice.eventually()
                .untilAsserted(() ->
                        assertThat(postgres.isAlive()).as("PostgreSQL runs on").isFalse());

        system.start();
        everythingAcknowledgedIsThereOnce();
    }

    @Test
    void killedUnderLoadItLosesNothingThoughPostgresLivedOn() {
        ProcessHandle orphan = system.postgres();
        endUnderLoad(() -> {
            system.kill();
            return 0;
        });
        assertThat(orphan.isAlive()).as("PostgreSQL was left behind").isTrue();

        system.start();
        assertThat(orphan.isAlive()).as("the one that was left behind is gone").isFalse();
        everythingAcknowledgedIsThereOnce();
    }

    @Test
    void thePasswordTheTokensAndTheViewsAreTheSameAfterARestart() {
        BoxOffice.Booked booked = office.reserve(musical, 1);
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        office.awaitNotices(booked, "PAYMENT_APPROVED");
        BoxOffice.eventually().until(() -> office.history(booked).size() == 4);
        JsonNode story = office.story(booked);
        system.stop();
        system.start();
        assertThat(office.story(booked)).isEqualTo(story);
        assertThat(office.notices(booked)).containsExactly("PAYMENT_APPROVED");
        office.manager().get("/reservations").expect(200);
    }

    /** Ends the system while many reserve; returns when all of them have noticed. */
    private int endUnderLoad(IntSupplier end) {
        CompletableFuture<List<Boolean>> load =
                CompletableFuture.supplyAsync(() -> Crowd.of(CLIENTS, client -> reserveUntilItEnds()));
        BoxOffice.eventually().until(() -> acknowledged.size() > ENOUGH);
        int exitCode = end.getAsInt();
        enough.set(true);
        load.join();
        return exitCode;
    }

    /** Each request has its answer, or its connection failed: nothing in between. */
    private boolean reserveUntilItEnds() {
        while (!enough.get()) {
            UUID key = UUID.randomUUID();
            try {
                Answer answer = office.guest()
                        .impatient()
                        .with("Idempotency-Key", key.toString())
                        .post("/reservations", BoxOffice.wish(musical, 1));
                if (answer.status() == 503) {
                    answer.problem(503, "temporarily-unavailable");
                    unanswered.put(key, "refused");
                } else {
                    acknowledged.put(key, BoxOffice.booked(answer.expect(201)).id());
                }
            } catch (UncheckedIOException connectionFailed) {
                unanswered.put(key, String.valueOf(connectionFailed.getMessage()));
                return false;
            }
        }
        return true;
    }

    private void everythingAcknowledgedIsThereOnce() {
        inParallel(acknowledged.keySet(), key -> {
            Answer again = office.ask(musical, 1, key).expect(200);
            assertThat(BoxOffice.booked(again).id()).isEqualTo(acknowledged.get(key));
        });
        inParallel(unanswered.keySet(), key -> {
            assertThat(office.ask(musical, 1, key).status()).isIn(200, 201);
            office.ask(musical, 1, key).expect(200);
        });

        int reservations = acknowledged.size() + unanswered.size();
        assertThat(office.stored(musical)).isEqualTo(reservations);
        // A hold whose reservation was never stored is found and given back after a while.
        office.awaitReservable(musical, CAPACITY - reservations);
        BoxOffice.eventually().until(() -> confirmed() == reservations);
        inParallel(
                acknowledged.values(),
                id -> BoxOffice.eventually()
                        .untilAsserted(() -> assertThat(historyOf(id))
                                .containsExactlyInAnyOrder(
                                        "ReservationPlaced", "PaymentApproved", "ReservationConfirmed", "NoticeSent")));
    }

    private long confirmed() {
        return office.manager()
                .get("/reservations/summary?musicalId=" + musical)
                .json()
                .path("byStatus")
                .path("CONFIRMED")
                .path("reservations")
                .asLong();
    }

    private List<String> historyOf(String reservationId) {
        return office.manager()
                .get("/myPages/" + reservationId)
                .json()
                .path("history")
                .findValuesAsText("what");
    }

    private static <T> void inParallel(Collection<T> all, Consumer<T> check) {
        ConcurrentLinkedQueue<T> left = new ConcurrentLinkedQueue<>(all);
        Crowd.of(CLIENTS, client -> {
            for (T next = left.poll(); next != null; next = left.poll()) {
                check.accept(next);
            }
            return true;
        });
    }
}
