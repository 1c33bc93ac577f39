package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** However it ends, what was acknowledged is there after the next start, once, and every saga goes on to its end. */
class RestartTest {

    private static final int CLIENTS = 32;
    private static final int CAPACITY = 1_000_000;
    private static final int ENOUGH = 1_000;
    private static final Standalone SYSTEM = Standalone.started(Map.of());

    private final BoxOffice office = new BoxOffice(SYSTEM);
    private final long musical = office.musical(CAPACITY, 1_000);
    private final Map<UUID, String> acknowledged = new ConcurrentHashMap<>();
    private final Map<UUID, String> unanswered = new ConcurrentHashMap<>();
    private final AtomicBoolean enough = new AtomicBoolean();

    @AfterAll
    static void stop() {
        SYSTEM.close();
    }

    @Test
    void stoppedUnderLoadItAnswersOrRefusesAndLosesNothing() {
        ProcessHandle postgres = SYSTEM.postgres();
        int exitCode = endUnderLoad(SYSTEM::stop);
        assertThat(exitCode).as("143: ended by SIGTERM, in order").isIn(0, 143);
        assertThat(SYSTEM.console().err()).doesNotContain("Exception", "ERROR");
        assertThat(postgres.isAlive()).as("PostgreSQL is gone").isFalse();

        SYSTEM.start();
        everythingAcknowledgedIsThereOnce();
    }

    @Test
    void killedUnderLoadItLosesNothingThoughPostgresLivedOn() {
        ProcessHandle orphan = SYSTEM.postgres();
        endUnderLoad(() -> {
            SYSTEM.kill();
            return 0;
        });
        assertThat(orphan.isAlive()).as("PostgreSQL was left behind").isTrue();

        SYSTEM.start();
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
        SYSTEM.stop();
        SYSTEM.start();
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
                Answer answer = office.ask(musical, 1, key);
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
        acknowledged.forEach((key, id) -> assertThat(
                        BoxOffice.booked(office.ask(musical, 1, key).expect(200))
                                .id())
                .isEqualTo(id));
        List<UUID> again = new ArrayList<>(unanswered.keySet());
        again.forEach(key -> assertThat(office.ask(musical, 1, key).status()).isIn(200, 201));
        again.forEach(key -> office.ask(musical, 1, key).expect(200));

        int reservations = acknowledged.size() + again.size();
        assertThat(office.stored(musical)).isEqualTo(reservations);
        // A hold whose reservation was never stored is found and given back after a while.
        office.awaitReservable(musical, CAPACITY - reservations);
        BoxOffice.eventually()
                .untilAsserted(() -> assertThat(office.manager()
                                .get("/reservations/summary?musicalId=" + musical)
                                .json()
                                .path("byStatus")
                                .path("CONFIRMED")
                                .path("reservations")
                                .asLong())
                        .isEqualTo(reservations));
        acknowledged.values().stream()
                .limit(200)
                .forEach(id -> BoxOffice.eventually()
                        .untilAsserted(() -> assertThat(office.manager()
                                        .get("/myPages/" + id)
                                        .json()
                                        .path("history")
                                        .findValuesAsText("what"))
                                .containsExactlyInAnyOrder(
                                        "ReservationPlaced", "PaymentApproved", "ReservationConfirmed", "NoticeSent")));
    }
}
